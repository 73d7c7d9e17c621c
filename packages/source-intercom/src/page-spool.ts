import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { HandOver } from './hand-over.ts'

/** Pages on their way to a writer that may be slow; whoever brings them need not wait for it. */
export interface PageSpool extends AsyncDisposable {
  /** Resolves when the page is put away, not when it is taken. Once the spool is disposed, nothing is kept. */
  push(bytes: Uint8Array): Promise<void>
  /** No more pages come. */
  close(): void
  /** No more pages come; those that are there are handed on before the error. */
  fail(error: unknown): void
  /** The pages in their order. To be iterated once. */
  pages(): AsyncIterable<Uint8Array>
}

export interface PageSpoolOptions {
  /** Where a file is made once memory does not do; undefined: everything stays in memory. */
  readonly directory: string | undefined
  readonly maxMemoryBytes: number
  /** When the file holds this much, `push` waits. Default 8 GiB. */
  readonly maxFileBytes?: number | undefined
}

const defaultMaxFileBytes = 8 * 1024 ** 3

type Spooled = { readonly bytes: Uint8Array } | { readonly position: number; readonly length: number }

/** Makes no file yet. The file is readable by its owner only, and has no name once it is open: no crash leaves it behind. */
export function createPageSpool(options: PageSpoolOptions): PageSpool {
  return new FilePageSpool(options)
}

class FilePageSpool implements PageSpool {
  readonly #options: PageSpoolOptions
  readonly #handOver = new HandOver<Spooled>()
  #emptied = Promise.withResolvers<void>()
  #memoryBytes = 0
  #file: FileHandle | undefined
  #fileEnd = 0
  /** Pages in the file that nobody has taken. */
  #inFile = 0
  #isDisposed = false

  constructor(options: PageSpoolOptions) {
    this.#options = options
  }

  async push(bytes: Uint8Array): Promise<void> {
    const { directory, maxMemoryBytes } = this.#options
    if (this.#isDisposed) return
    if (directory === undefined || this.#memoryBytes + bytes.byteLength <= maxMemoryBytes) {
      this.#memoryBytes += bytes.byteLength
      this.#handOver.push({ bytes })
    } else {
      const spooled = await this.#write(bytes, directory)
      if (spooled !== undefined) this.#handOver.push(spooled)
    }
  }

  close(): void {
    this.#handOver.close()
  }

  fail(error: unknown): void {
    this.#handOver.fail(error)
  }

  async *pages(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const spooled of this.#handOver) yield await this.#take(spooled)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
    this.#handOver.discard()
    this.#empty()
    await this.#closeFile()
  }

  async #closeFile(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** Undefined where the spool was disposed meanwhile. */
  async #write(bytes: Uint8Array, directory: string): Promise<Spooled | undefined> {
    const { maxFileBytes = defaultMaxFileBytes } = this.#options
    while (this.#fileEnd >= maxFileBytes && !this.#isDisposed) await this.#emptied.promise
    if (this.#isDisposed) return undefined
    try {
      this.#file ??= await openNameless(directory)
      if (!this.#isDisposed) return await this.#append(this.#file, bytes)
      await this.#closeFile()
      return undefined
    } catch (cause) {
      throw spoolFailed(directory, cause)
    }
  }

  async #append(file: FileHandle, bytes: Uint8Array): Promise<Spooled> {
    const position = this.#fileEnd
    this.#fileEnd += bytes.byteLength
    this.#inFile += 1
    for (let written = 0; written < bytes.byteLength;) {
      const { bytesWritten } = await file.write(bytes, written, bytes.byteLength - written, position + written)
      written += bytesWritten
    }
    return { position, length: bytes.byteLength }
  }

  async #take(spooled: Spooled): Promise<Uint8Array> {
    if ('bytes' in spooled) {
      this.#memoryBytes -= spooled.bytes.byteLength
      return spooled.bytes
    }
    const bytes = new Uint8Array(spooled.length)
    for (let read = 0; read < bytes.byteLength;) {
      const { position } = spooled
      const step = await this.#file?.read(bytes, read, bytes.byteLength - read, position + read)
      read += step?.bytesRead ?? bytes.byteLength
    }
    this.#inFile -= 1
    // Nobody needs what is in the file: it is written over from its start.
    if (this.#inFile === 0) this.#empty()
    return bytes
  }

  #empty(): void {
    this.#fileEnd = 0
    this.#emptied.resolve()
    this.#emptied = Promise.withResolvers()
  }
}

function spoolFailed(directory: string, cause: unknown): IngestError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  const message = `Pages that wait for the writer could not be put into ${directory}${code}. Make room there, or name another folder in TMPDIR.`
  return new IngestError('TEMPORARY_FILE_FAILED', message, { cause })
}

async function openNameless(directory: string): Promise<FileHandle> {
  const folder = await mkdtemp(join(directory, 'ingestr-spool-'))
  try {
    return await open(join(folder, 'pages'), 'wx+', 0o600)
  } finally {
    // Where a file that is open cannot be removed, it stays until the system clears its temporary files.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}
