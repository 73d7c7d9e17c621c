import type { IndexedPage } from './page-index.ts'
import type { RecordPlaces } from './record-scan.ts'
import type { StagedPages } from './staged-pages.ts'
import { mergeForms, type ValueForms } from './value-forms.ts'

/** Rows by where they came: numbers of records, by the numbers of their pages. */
export type RowPositions = ReadonlyMap<number, ReadonlySet<number>>

/** Pages in files, and where the records on each of them lie, by its number. */
export type IndexedPages = {
  readonly files: StagedPages
  readonly places: ReadonlyMap<number, RecordPlaces>
  /** What is in the columns that the definition does not tell of. */
  readonly forms: ValueForms
}

/** The same for several tables that are made of the same pages. */
export type IndexedBatch = {
  readonly files: StagedPages
  readonly tables: ReadonlyArray<Omit<IndexedPages, 'files'>>
}

/** `found`: for each of the tables, what is on the pages. */
export function indexedBatch(files: StagedPages, found: ReadonlyArray<readonly IndexedPage[]>): IndexedBatch {
  return {
    files,
    tables: found.map((pages) => ({ places: placesOf(pages), forms: mergeForms(pages.map(({ forms }) => forms)) })),
  }
}

function placesOf(pages: readonly IndexedPage[]): IndexedPages['places'] {
  return new Map(pages.map(({ page, items, starts, ends }) => [page, { items, starts, ends }]))
}

/** Those of one of the tables. */
export function pagesOf({ files, tables }: IndexedBatch, table: number): IndexedPages {
  return { files, ...(tables[table] ?? { places: new Map(), forms: new Map() }) }
}

export function countRecords(pages: readonly IndexedPages[]): number {
  return pages
    .flatMap(({ places }) => Array.from(places.values(), ({ items }) => items.length))
    .reduce((sum, count) => sum + count, 0)
}

const nothing = Buffer.from('null')

/** Appends the pages that have some of the rows. `null` stands for the other records on them, so that numbers stay what they are. */
export async function copyRecords(
  { files, places }: IndexedPages,
  wanted: RowPositions,
  to: StagedPages,
): Promise<void> {
  for (const page of files.pages) {
    const items = wanted.get(page.page)
    const records = places.get(page.page)
    if (items === undefined || records === undefined) continue
    await to.append(page.page, only(items, records, await files.read(page)))
  }
}

function only(items: ReadonlySet<number>, { items: all, starts, ends }: RecordPlaces, body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  let end = 0
  for (const [index, item] of all.entries()) {
    if (items.has(item)) continue
    parts.push(body.subarray(end, starts[index]), nothing)
    end = ends[index] ?? end
  }
  parts.push(body.subarray(end))
  return Buffer.concat(parts)
}
