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

/** Mounts it in memory, which only root may. */
export async function createSmallDisk(bytes: number): Promise<SmallDisk> {
  const directory = await createTemporaryDirectory()
  const { path } = directory
  await execute('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path])
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
      await execute('umount', ['-l', path])
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
