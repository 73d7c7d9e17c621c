import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Ids for a process that must not be root; empty where this process is not root either. */
export type ServerUser = { readonly uid?: number; readonly gid?: number }

/** Postgres refuses to run as root. `nobody` is on every system and owns nothing. */
export async function findServerUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {}
  return { uid: await readId('-u'), gid: await readId('-g') }
}

async function readId(option: '-g' | '-u'): Promise<number> {
  const { stdout } = await run('id', [option, 'nobody'])
  return Number(stdout)
}
