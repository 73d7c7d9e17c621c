/** How to get the next page. A URL that the API gave is reduced to its parameters: its host is never asked. */
export interface NextPage {
  readonly startingAfter?: string | undefined
  /** 1 for the first page. */
  readonly page?: number | undefined
}

/** What paging needs to know of a record. Times in unix seconds, whichever way the API wrote them. */
export interface EnvelopeRecord {
  /** As text, digit for digit where it is a number; undefined for records that have none. */
  readonly id: string | undefined
  readonly createdAt?: number | undefined
  readonly updatedAt?: number | undefined
}

/** What is around the records of a page. */
export interface Envelope {
  /** The key of the list: `data`, `conversations`, `admins`, … */
  readonly recordsKey: string
  readonly count: number
  readonly records: readonly EnvelopeRecord[]
  /** How many lists inside the records have more items than came (`has_more`): tags of a contact, its notes, … */
  readonly truncatedLists: number
  /** How many there are on all pages, as the API counts at this moment. */
  readonly totalCount?: number | undefined
  /** Left out on the last page. */
  readonly next?: NextPage | undefined
  readonly page?: number | undefined
  /** What the API made of the `per_page` asked for. */
  readonly perPage?: number | undefined
  readonly totalPages?: number | undefined
  /** Continues a scroll. */
  readonly scrollParam?: string | undefined
}
