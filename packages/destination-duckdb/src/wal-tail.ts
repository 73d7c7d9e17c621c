import { open, type FileHandle } from 'node:fs/promises'

/** What a WAL of DuckDB's begins with: that its entries have checksums (version 2). */
const header = Buffer.from('640062650002ffff', 'hex')
/** The end of a commit. */
const flush = Buffer.from('640064ffff', 'hex')
/** Before each entry: how many bytes it has, and their checksum. */
const entryHeaderBytes = 16

/**
 * How many bytes at the end of a WAL are of no whole commit, so that DuckDB leaves them out without a word: their process was killed while
 * it wrote them, or the file was cut. 0 as well where there is no such file, or it is written in a way that is unknown here. A file that was
 * cut between two commits does not show it. (The format: DuckDB 1.5.5, as its files have it.)
 */
export async function unfinishedBytes(walPath: string): Promise<number> {
  let file: FileHandle
  try {
    file = await open(walPath, 'r')
  } catch {
    return 0
  }
  try {
    const { size } = await file.stat()
    const end = await endOfCommits(file, size)
    return end === undefined ? 0 : size - end
  } catch {
    return 0
  } finally {
    await file.close()
  }
}

/** Undefined for another format. */
async function endOfCommits(file: FileHandle, size: number): Promise<number | undefined> {
  if (!(await bytesAt(file, 0, header.length)).equals(header)) return undefined
  let end = header.length
  for (let at = end; at + entryHeaderBytes + flush.length <= size;) {
    const read = await bytesAt(file, at, entryHeaderBytes + flush.length)
    const length = Number(read.readBigUInt64LE(0))
    at += entryHeaderBytes + length
    if (at > size) break
    if (length === flush.length && read.subarray(entryHeaderBytes).equals(flush)) end = at
  }
  return end
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
