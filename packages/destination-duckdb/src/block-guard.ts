import { createHash } from 'node:crypto'
import { open, readFile, rm, type FileHandle } from 'node:fs/promises'

import { IngestError } from '@ingestr/contract'

import { memoryPath } from './database-path.ts'
import { withReadOnly } from './read-only.ts'
import type { Session } from './session.ts'

/**
 * Keeps what a checkpoint overwrites until it is done. DuckDB (1.5.5, seen by strace) writes blocks of metadata anew in their places before
 * the header says so: a process that is killed within such a write leaves a block whose checksum is wrong, and a file that nobody can open.
 */
export interface BlockGuard {
  /** Does a checkpoint of the session's database. */
  checkpoint(session: Session): Promise<void>
  /** To be called when DuckDB has closed the file. */
  close(): Promise<void>
}

/** For what is no file of ours. */
export const noGuard: BlockGuard = {
  async checkpoint(session) {
    await session.run('CHECKPOINT')
  },
  close: () => Promise.resolve(),
}

/** Three headers of 4 KiB: of the file, and of the last checkpoint and the one before. */
const headerBytes = 3 * 4096
const checksumBytes = 32

function keptPath(path: string): string {
  return `${path}.ingestr-blocks`
}

/** `path` is of a file that DuckDB has open; this process must not open and close it otherwise, or DuckDB's lock would go. */
export async function guardBlocks(path: string): Promise<BlockGuard> {
  return path === memoryPath ? noGuard : new FileGuard(path, await open(path, 'r'))
}

class FileGuard implements BlockGuard {
  readonly #path: string
  readonly #file: FileHandle

  constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  async checkpoint(session: Session): Promise<void> {
    const kept = keptPath(this.#path)
    try {
      await this.#keep(session, kept)
    } catch (error) {
      await rm(kept, { force: true })
      throw error
    }
    await session.run('CHECKPOINT')
    await rm(kept, { force: true })
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #keep(session: Session, path: string): Promise<void> {
    const [[size = ''] = []] = await session.texts(
      'SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()',
    )
    const blocks = await session.texts('SELECT DISTINCT block_id FROM pragma_metadata_info()')
    const parts = [await this.#read(0, headerBytes)]
    for (const [id = ''] of blocks) {
      const position = headerBytes + Number(id) * Number(size)
      const block = await this.#read(position, Number(size))
      // One that was not in the file yet is not what the header points to.
      if (block.length === Number(size)) parts.push(numbers(position, block.length), block)
    }
    const content = Buffer.concat(parts)
    const kept = await open(path, 'w', 0o600)
    try {
      await kept.writeFile(content)
      await kept.writeFile(checksumOf(content))
      await kept.sync()
    } finally {
      await kept.close()
    }
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const { bytesRead, buffer } = await this.#file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  }
}

/**
 * Puts blocks back that a checkpoint was to overwrite when its process ended, unless the header says that it was done. To be called
 * before the file is opened, which tells of a file that cannot be read or written.
 */
export async function restoreBlocks(path: string): Promise<void> {
  if (path === memoryPath) return
  try {
    await restore(path)
  } catch {
    // What was kept stays for another time.
  }
}

async function restore(path: string): Promise<void> {
  const kept = await readFile(keptPath(path)).catch(() => undefined)
  // Whoever has the file open may be at a checkpoint.
  if (kept === undefined || (await isLocked(path))) return
  const content = kept.subarray(0, -checksumBytes)
  // Else the process ended while it was written, and the checkpoint had not begun.
  if (checksumOf(content).equals(kept.subarray(-checksumBytes))) await putBack(path, content)
  await rm(keptPath(path), { force: true })
}

async function putBack(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'r+')
  try {
    const { buffer: header } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
    if (!header.equals(content.subarray(0, headerBytes))) return
    for (let at = headerBytes; at < content.length;) {
      const [position, length] = [Number(content.readBigUInt64LE(at)), Number(content.readBigUInt64LE(at + 8))]
      await file.write(content, at + 16, length, position)
      at += 16 + length
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A reader is let in beside others, and by nobody who writes. What is wrong with the file otherwise is no matter. */
async function isLocked(path: string): Promise<boolean> {
  try {
    await withReadOnly(path, {}, () => Promise.resolve())
    return false
  } catch (error) {
    return IngestError.isInstance(error) && error.code === 'DESTINATION_LOCKED'
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length)
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * index)
  return bytes
}

function checksumOf(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}
