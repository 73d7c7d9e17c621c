import type { CallOptions, StatefulDestination, TableName } from '@ingestr/contract'

const part = /"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^."]+)/g

/** The rows of a table by its canonical name; null where there is none, or where the name cannot be taken apart. */
export async function liveRows(
  destination: StatefulDestination,
  target: string,
  options: CallOptions,
): Promise<number | null> {
  const name = parseCanonicalName(target)
  if (destination.canonicalName(name) !== target) return null
  return (await destination.describe(name, options))?.rows ?? null
}

/** `schema.table`, quoted where a name holds a dot. */
function parseCanonicalName(target: string): TableName {
  const parts = Array.from(
    target.matchAll(part),
    ({ groups }) => groups?.['plain'] ?? groups?.['quoted']?.replaceAll('""', '"') ?? '',
  )
  const [schema, ...rest] = parts
  return rest.length === 0 ? { name: schema ?? '' } : { schema, name: rest.join('.') }
}
