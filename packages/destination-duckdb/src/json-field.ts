import { quoteText } from './identifier.ts'

/** The value of a key in a JSON object; NULL where the value is no object, or has no such key. */
export function jsonField(value: string, key: string): string {
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const field = `json_extract(${value}, ${quoteText(pointer)})`
  // A pointer of digits would also find the item of a list.
  return /^\d+$/.test(key) ? `CASE WHEN json_type(${value}) = 'OBJECT' THEN ${field} END` : field
}
