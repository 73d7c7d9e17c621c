import type { Scalar } from '@ingestr/records'

export type RawRecord = { readonly id: Scalar; readonly createdAt: Scalar; readonly updatedAt: Scalar }

type RawNext = { readonly startingAfter: Scalar; readonly page: Scalar }

/** `next` is `unreadable` when it is neither an object, a URL nor null. */
export interface RawPages {
  readonly page: Scalar
  readonly perPage: Scalar
  readonly totalPages: Scalar
  readonly next: RawNext | { readonly url: string } | 'unreadable' | undefined
}

/** A list of records, and how many lists inside them the API cut short. */
export type RawList = { readonly records: readonly RawRecord[]; readonly truncatedLists: number }

/** The parts of an envelope before anything is made of them: what the scanner and the parser must agree on. */
export interface RawEnvelope {
  /** The lists found under the keys asked for. */
  readonly lists: ReadonlyMap<string, RawList>
  readonly totalCount: Scalar
  readonly scrollParam: Scalar
  /** Undefined unless an object is there. */
  readonly pages: RawPages | undefined
}
