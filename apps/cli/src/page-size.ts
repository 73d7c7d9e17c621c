/** The most records that Intercom gives at a time. */
const largestPage = 150

/** A size of pages, and what must be told of it. */
export type PageSize = { readonly pageSize: string | undefined; readonly notes: readonly string[] }

/**
 * A page of more than Intercom gives is the largest that it gives: the older tool has the same flag and variable for other
 * sources, with values up to 25,000 and more, and ignores them for Intercom. What is no whole number is left to the source.
 */
export function limitPageSize(given: string | undefined): PageSize {
  if (given === undefined || !/^\d+$/.test(given) || Number(given) <= largestPage) return { pageSize: given, notes: [] }
  const note = `--page-size (or PAGE_SIZE) asks for more records than Intercom gives at a time: ${largestPage} are asked for.`
  return { pageSize: String(largestPage), notes: [note] }
}
