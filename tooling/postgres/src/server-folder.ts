import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { copyBinaries } from './copy-binaries.ts'
import type { ServerUser } from './server-user.ts'

const run = promisify(execFile)

/**
 * A folder with all that a server is: its programs in `native`, its data in `data`, its socket. Only the server's user
 * (and root) may enter, so whoever reaches the socket needs no password.
 */
export async function makeServerFolder(binaries: string, user: ServerUser): Promise<string> {
  // A temporary folder of root's own would be closed to the server's user.
  const folder = await mkdtemp(join(user.uid === undefined ? tmpdir() : '/tmp', 'ingestr-postgres-'))
  try {
    await copyBinaries(binaries, join(folder, 'native'))
    if (user.uid !== undefined) await run('chown', ['-R', `${user.uid}:${user.gid}`, folder])
    const initialize = join(folder, 'native/bin/initdb')
    const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
    await run(initialize, [...options, '--pgdata', join(folder, 'data')], {
      ...user,
      cwd: folder,
      env: { LC_ALL: 'C' },
    })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return folder
}
