import { forgetOutline } from '@ingestr/records'

import type { IndexedPage } from './page-index.ts'
import type { RecordScanner, ScannedRecords } from './record-scan.ts'
import type { StagedPages } from './staged-pages.ts'

/** Pages in files, to be read together, and what the scanners found on them. */
export interface PageBatch {
  readonly files: StagedPages
  /** For each of the scanners; undefined where only a stage will do. */
  readonly found: ReadonlyArray<readonly IndexedPage[]> | undefined
  append(page: number, body: Uint8Array): Promise<void>
}

/** Without `scanners`, nothing is looked for. */
export function createPageBatch(files: StagedPages, scanners: readonly RecordScanner[] | undefined): PageBatch {
  return new ScannedBatch(files, scanners)
}

class ScannedBatch implements PageBatch {
  readonly files: StagedPages
  readonly #scanners: readonly RecordScanner[]
  #found: ReadonlyArray<IndexedPage[]> | undefined

  constructor(files: StagedPages, scanners: readonly RecordScanner[] | undefined) {
    this.files = files
    this.#scanners = scanners ?? []
    this.#found = scanners?.map(() => [])
  }

  get found(): ReadonlyArray<readonly IndexedPage[]> | undefined {
    return this.#found
  }

  /** The scan goes on while the file is written. */
  async append(page: number, body: Uint8Array): Promise<void> {
    const scan = async (): Promise<readonly ScannedRecords[] | undefined> => this.#scan(body)
    const [, scanned] = await Promise.all([this.files.append(page, body), scan()])
    if (scanned === undefined) this.#found = undefined
    for (const [index, records] of (scanned ?? []).entries()) this.#found?.[index]?.push({ page, ...records })
  }

  #scan(body: Uint8Array): readonly ScannedRecords[] | undefined {
    if (this.#found === undefined) return undefined
    const all = this.#scanners.map((scanner) => scanner.scan(body))
    forgetOutline(body)
    return all.every((each) => each !== undefined) ? all : undefined
  }
}
