import type { IntercomPage } from './page.ts'
import { fullCount } from './short-pages.ts'

/**
 * Whether a page that names no next one may not be the last: it is full, and the API counts more. `walked` are the records
 * that came up to it, its own included; undefined where the walk began in the middle, so that nobody knows. A walk whose
 * front grows ends like that too, and page numbers are of the present size of pages: it is a doubt, no proof.
 */
export function isDoubtfulEnd(page: IntercomPage, walked: number | undefined): boolean {
  const { next, count, totalCount = 0, page: number = 0, totalPages = 0 } = page.envelope
  if (next !== undefined || count === 0 || count < fullCount(page)) return false
  return walked === undefined || totalCount > walked || totalPages > number
}

/** What to ask for at a doubtful end: with one record less, a page that was the last must name a next one. */
export function sizeToTellTheEnd({ envelope }: IntercomPage): number {
  return envelope.count > 1 ? envelope.count - 1 : 2
}
