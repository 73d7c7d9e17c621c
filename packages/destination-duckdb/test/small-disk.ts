import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'

const execute = promisify(execFile)

/** A file system of its own that is as small as a test needs it. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Takes up all that is free but so many bytes. */
  fill(bytesLeft: number): Promise<void>
  /** Gives back what was taken up. */
  free(): Promise<void>
}

/** Only root may mount; others may be allowed to become it without a password, as on GitHub's machines. */
function asRoot(command: string, options: readonly string[]): Promise<unknown> {
  return process.getuid?.() === 0 ? execute(command, options) : execute('sudo', ['-n', command, ...options])
}

/** Mounts it in memory. Whoever makes it may write to it. */
export async function createSmallDisk(bytes: number): Promise<SmallDisk> {
  const directory = await createTemporaryDirectory()
  const { path } = directory
  const owner = `uid=${process.getuid?.() ?? 0},gid=${process.getgid?.() ?? 0}`
  await asRoot('mount', ['-t', 'tmpfs', '-o', `size=${bytes},${owner}`, 'tmpfs', path])
  const ballast = `${path}/ballast`
  return {
    path,
    async fill(bytesLeft) {
      const { stdout } = await execute('df', ['--output=avail', '-B1', path])
      const available = Number(stdout.split('\n')[1])
      await writeFile(ballast, Buffer.alloc(Math.max(0, available - bytesLeft)))
    },
    free: () => rm(ballast, { force: true }),
    async [Symbol.asyncDispose]() {
      await asRoot('umount', ['-l', path])
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** Whether one can be made here; said once where not. In CI it must be possible. */
export async function canMakeSmallDisks(): Promise<boolean> {
  try {
    await using _ = await createSmallDisk(65_536)
    return true
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error
    process.stderr.write('Tests of a full disk are left out: only root may mount a small one.\n')
    return false
  }
}
