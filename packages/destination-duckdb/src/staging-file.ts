import { open, type FileHandle } from 'node:fs/promises'

import { IngestError } from '@ingestr/contract'

/** Where one page lies in a staging file. */
export type StagedPage = { readonly page: number; readonly offset: number; readonly length: number }

/** A file of pages, one line each: `{"page":7,"body":…}`. */
export interface StagingFile extends AsyncDisposable {
  readonly path: string
  /** Bytes in the file. */
  readonly size: number
  readonly pages: readonly StagedPage[]
  append(page: number, body: Uint8Array): Promise<void>
  /** The body of a page, as it is in the file. */
  read(page: StagedPage): Promise<Uint8Array>
  clear(): Promise<void>
}

const lineFeed = 10
const carriageReturn = 13
const space = 32
const end = Buffer.from('}\n')

/** `path` must not exist yet. Only this user may read the file; it is removed when disposed. */
export async function createStagingFile(path: string, remove: (path: string) => Promise<void>): Promise<StagingFile> {
  return new PrivateStagingFile(path, await open(path, 'wx+', 0o600), remove)
}

class PrivateStagingFile implements StagingFile {
  readonly path: string
  readonly #handle: FileHandle
  readonly #remove: (path: string) => Promise<void>
  #pages: StagedPage[] = []
  #size = 0
  #isDisposed = false

  constructor(path: string, handle: FileHandle, remove: (path: string) => Promise<void>) {
    this.path = path
    this.#handle = handle
    this.#remove = remove
  }

  get size(): number {
    return this.#size
  }

  get pages(): readonly StagedPage[] {
    return this.#pages
  }

  async append(page: number, body: Uint8Array): Promise<void> {
    const start = Buffer.from(`{"page":${page},"body":`)
    const line = [start, withoutLineBreaks(body), end]
    const { bytesWritten } = await this.#handle.writev(line, this.#size)
    if (bytesWritten < start.byteLength + body.byteLength + end.byteLength) {
      throw new IngestError('DESTINATION_FAILED', `Could not write to ${this.path}: no space left on the device.`)
    }
    this.#pages.push({ page, offset: this.#size + start.byteLength, length: body.byteLength })
    this.#size += start.byteLength + body.byteLength + end.byteLength
  }

  async read(page: StagedPage): Promise<Uint8Array> {
    const body = new Uint8Array(page.length)
    await this.#handle.read(body, 0, page.length, page.offset)
    return body
  }

  async clear(): Promise<void> {
    await this.#handle.truncate(0)
    this.#pages = []
    this.#size = 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return
    this.#isDisposed = true
    await this.#handle.close()
    await this.#remove(this.path)
  }
}

/** Line breaks lie between the tokens of JSON, never inside a string, where they are escaped. */
function withoutLineBreaks(body: Uint8Array): Uint8Array {
  if (!body.includes(lineFeed) && !body.includes(carriageReturn)) return body
  return body.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte))
}
