import { open, rm, type FileHandle } from 'node:fs/promises'

import { destinationFailure } from './failure.ts'

/** Where one page lies among staged pages. */
export type StagedPage = {
  readonly page: number
  readonly part: number
  readonly offset: number
  readonly length: number
}

/** Pages in files, one line each: `{"page":7,"body":…}`. */
export interface StagedPages extends AsyncDisposable {
  /** Of the files. */
  readonly paths: readonly string[]
  /** Bytes in all files. */
  readonly size: number
  readonly pages: readonly StagedPage[]
  append(page: number, body: Uint8Array): Promise<void>
  /** The body of a page, as it is in its file. */
  read(page: StagedPage): Promise<Uint8Array>
}

/**
 * DuckDB parses a file of up to 2,048 pages before it looks at the first record: what a processor keeps near is read a quarter faster. And
 * one thread reads one file.
 */
const partBytes = 2 ** 20

const lineFeed = 10
const carriageReturn = 13
const space = 32
const end = Buffer.from('}\n')

/** `newPath` gives paths where there is nothing yet. Only this user may read the files; they are removed when disposed. */
export function createStagedPages(newPath: () => Promise<string>): StagedPages {
  return new PrivateFiles(newPath)
}

type Part = { readonly path: string; readonly handle: FileHandle; size: number }

class PrivateFiles implements StagedPages {
  readonly #newPath: () => Promise<string>
  readonly #parts: Part[] = []
  readonly #pages: StagedPage[] = []

  constructor(newPath: () => Promise<string>) {
    this.#newPath = newPath
  }

  get paths(): readonly string[] {
    return this.#parts.map(({ path }) => path)
  }

  get size(): number {
    return this.#parts.reduce((total, { size }) => total + size, 0)
  }

  get pages(): readonly StagedPage[] {
    return this.#pages
  }

  async append(page: number, body: Uint8Array): Promise<void> {
    const last = this.#parts.at(-1)
    const part = last !== undefined && last.size < partBytes ? last : await this.#newPart()
    const start = Buffer.from(`{"page":${page},"body":`)
    const length = start.byteLength + body.byteLength + end.byteLength
    const { bytesWritten } = await part.handle.writev([start, withoutLineBreaks(body), end], part.size)
    if (bytesWritten < length) {
      throw destinationFailure(`write to ${part.path}`, 'No space left on the device.')
    }
    const offset = part.size + start.byteLength
    this.#pages.push({ page, part: this.#parts.indexOf(part), offset, length: body.byteLength })
    part.size += length
  }

  async read({ part, offset, length }: StagedPage): Promise<Uint8Array> {
    const body = new Uint8Array(length)
    await this.#parts[part]?.handle.read(body, 0, length, offset)
    return body
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const removals = this.#parts.splice(0).map(async ({ path, handle }) => {
      await handle.close()
      await rm(path, { force: true })
    })
    const failed = (await Promise.allSettled(removals)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  }

  async #newPart(): Promise<Part> {
    const path = await this.#newPath()
    const part = { path, handle: await open(path, 'wx+', 0o600), size: 0 }
    this.#parts.push(part)
    return part
  }
}

/** Line breaks lie between the tokens of JSON, never inside a string, where they are escaped. */
function withoutLineBreaks(body: Uint8Array): Uint8Array {
  // A buffer of Node's finds a byte many times faster than an array.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (!bytes.includes(lineFeed) && !bytes.includes(carriageReturn)) return body
  return body.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte))
}
