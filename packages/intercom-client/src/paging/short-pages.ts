import type { IntercomPage } from './page.ts'

/** Judges pages with fewer records than asked for and a next page: records may be missing there. */
export interface ShortPages {
  isShort(page: IntercomPage): boolean
  /** Of a short page and the same page asked for again: the one that is not short, else the one with more records. */
  choose(first: IntercomPage, second: IntercomPage): { readonly page: IntercomPage; readonly isShort: boolean }
}

/** For one walk. A server that gave the same smaller number twice gives no more, and is not asked again for it. */
export function createShortPages(): ShortPages {
  let given = Number.POSITIVE_INFINITY
  const isShort = (page: IntercomPage): boolean => isShortPage(page) && page.envelope.count < given
  return {
    isShort,
    choose(first, second) {
      if (!isShort(second)) return { page: second, isShort: false }
      const { count } = first.envelope
      const isSame = second.envelope.count === count && first.requestedPerPage === second.requestedPerPage
      if (isSame) given = count
      return { page: second.envelope.count >= count ? second : first, isShort: true }
    },
  }
}

/** Whether a page has fewer records than asked for, though there are more. */
export function isShortPage(page: IntercomPage): boolean {
  return page.envelope.next !== undefined && page.envelope.count < fullCount(page)
}

/** How many records a page that is not the last should have; the API says what it made of the number asked for. */
export function fullCount({ envelope, requestedPerPage = 0 }: IntercomPage): number {
  return Math.min(envelope.perPage ?? requestedPerPage, requestedPerPage)
}
