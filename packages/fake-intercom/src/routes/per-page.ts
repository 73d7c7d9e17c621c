import { refuse } from '../http/refusal.ts'
import type { JsonValue } from '../json.ts'

/** A whole number from a query or a body; refuses what is none, or too large. */
export function readPerPage(
  given: JsonValue | undefined,
  { standard, largest }: { readonly standard: number; readonly largest: number },
): number {
  if (given === undefined || given === null) {
    return standard
  }
  const perPage = typeof given === 'number' || typeof given === 'string' ? Number(given) : Number.NaN
  if (!Number.isInteger(perPage) || perPage < 1) {
    throw refuse(400, 'parameter_invalid', 'per_page must be a whole number above 0')
  }
  if (perPage > largest) {
    throw refuse(400, 'parameter_invalid', 'Per Page is too big')
  }
  return perPage
}
