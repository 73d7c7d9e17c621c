/** What the process of the pretend Intercom is told. `changes` are made at once. */
export type FakeOrder = { readonly latencyMs: number; readonly changes: number }

/** Where it is, and what it was asked since the order before. `refused` were answered with 429. */
export type FakeAnswer = {
  readonly url: string
  readonly token: string
  readonly uri: string
  readonly requests: number
  readonly refused: number
}

/** Whom a changed contact is named after. */
export const changedName = 'Changed by the bench'
