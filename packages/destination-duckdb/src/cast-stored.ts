import { isoTextOf, instantOfStored } from './instant.ts'

/** A stored value as the wider type, with nothing lost: times become ISO 8601 text, JSON text its content. */
export function castStored(value: string, from: string, to: string): string {
  if (from.startsWith('TIMESTAMP') && to === 'VARCHAR') return isoTextOf(instantOfStored(value, from, false))
  if (from === 'DATE' && to === 'TIMESTAMP WITH TIME ZONE') return instantOfStored(value, from, false)
  return `CAST(${value} AS ${to})`
}
