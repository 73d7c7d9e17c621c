import type { Json } from '@ingestr/contract'

export type Query = { readonly [name: string]: string | number | boolean | undefined }

/** One request as it goes out. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Query | undefined
  readonly body?: Json | undefined
}

/** One whole response: its body is complete and decompressed. */
export interface HttpResponse {
  readonly status: number
  /** A header's first value; names in lower case. */
  header(name: string): string | undefined
  readonly bytes: Uint8Array
  /** The server's clock (its `Date`), in milliseconds since the epoch, whole seconds. */
  readonly dateMs: number | undefined
}
