import { refuse } from '../http/refusal.ts'

/** Where a walk goes on: after the record with this id at this time (unix seconds). `page` only counts. */
export interface Cursor {
  readonly seconds: number
  readonly id: string
  readonly page: number
}

/** Base64 of `[sort value in ms, id, next page]`, as recorded from the live API. It knows nothing of the table's state. */
export function printCursor(cursor: Cursor): string {
  const seconds = Number.isFinite(cursor.seconds) ? cursor.seconds * 1000 : null
  return Buffer.from(JSON.stringify([seconds, cursor.id, cursor.page])).toString('base64')
}

export function readCursor(text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64').toString())
    if (Array.isArray(parts)) {
      const [milliseconds, id, page] = parts as readonly unknown[]
      if (typeof milliseconds === 'number' && typeof id === 'string' && typeof page === 'number') {
        return { seconds: milliseconds / 1000, id, page }
      }
    }
  } catch {
    // What cannot be read is refused like what reads as something else.
  }
  throw refuse(400, 'parameter_invalid', 'starting_after is invalid')
}
