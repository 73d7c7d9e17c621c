/** What can go wrong with one answer. */
export type Fault =
  | {
      /** An error of any status. 502 has an HTML body, as proxies write it; others are an `error.list`. */
      readonly kind: 'status'
      readonly status: number
      readonly retryAfterSeconds?: number
      /** Default: what Intercom documents for the status. */
      readonly code?: string
      readonly message?: string
    }
  /** The connection is reset before a header is sent. */
  | { readonly kind: 'reset' }
  /** Headers and half of the body, then a reset. */
  | { readonly kind: 'cut-body' }
  /** Headers, then silence. */
  | { readonly kind: 'stalled-body' }
  /** The right answer, late, in real time. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** 200 without a byte. */
  | { readonly kind: 'empty-body' }
  /** 200 with HTML. */
  | { readonly kind: 'not-json' }
  /** 200 without the key that holds the records. */
  | { readonly kind: 'without-data' }
  /** 200 without `pages`. */
  | { readonly kind: 'without-pages' }
  /** One record is missing from the page, as `lossy-page` loses more: the one at `place`, counted from 0, or the last. Default 0. */
  | { readonly kind: 'lossy-record'; readonly place?: number }
  | { readonly kind: PageFault }

/**
 * What can go wrong with a page. `short-page`: fewer records than asked for though there are more. `empty-page`: none, though
 * there are more. (Of both, a walk by cursor that goes on loses nothing.) `lossy-page`: every second record is left out,
 * and the cursor passes them. `looping-cursor`: the next page is the same again. `refused-cursor`: 400 to a `starting_after`.
 * `without-next`: no next page is named, though there are more.
 */
export type PageFault =
  | 'short-page'
  | 'empty-page'
  | 'lossy-page'
  | 'looping-cursor'
  | 'refused-cursor'
  | 'without-next'

const pageFaults: { readonly [kind in PageFault]: true } = {
  'short-page': true,
  'empty-page': true,
  'lossy-page': true,
  'looping-cursor': true,
  'refused-cursor': true,
  'without-next': true,
}

function isPageFault(kind: Fault['kind']): kind is PageFault {
  return kind in pageFaults
}

export function toPageFault(fault: Fault | undefined): PageFault | undefined {
  return fault !== undefined && isPageFault(fault.kind) ? fault.kind : undefined
}
