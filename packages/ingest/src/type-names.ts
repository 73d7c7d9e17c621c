/** Names that users know, from the older ingestr, DuckDB and the contract, by the name that destinations are given. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  boolean: ['bool'],
  tinyint: ['int8'],
  smallint: ['int16'],
  integer: ['int32', 'int4'],
  bigint: ['int', 'int64', 'long'],
  hugeint: ['int128'],
  float: ['real', 'float32', 'float4'],
  double: ['float64', 'float8', 'double precision'],
  varchar: ['text', 'string', 'char'],
  date: [],
  time: [],
  timestamptz: ['timestamp', 'datetime', 'timestamp with time zone'],
  timestamp: ['timestamp_ntz', 'timestampntz', 'timestamp without time zone'],
  json: ['jsonb'],
  uuid: [],
}

/** What means something else than its own name: an integer has 64 bits, a timestamp is an instant. */
const meanings: Readonly<Record<string, string>> = { integer: 'bigint', timestamp: 'timestamptz' }

const byName: ReadonlyMap<string, string> = new Map([
  ...Object.entries(spellings).flatMap(([type, others]) => [type, ...others].map((name) => [name, type] as const)),
  ...Object.entries(meanings),
])

/** For people: one name of each. */
export const knownTypes =
  'boolean, smallint, int32, bigint, float, double, decimal(p,s), varchar, date, time, timestamp (an instant), timestamp_ntz, json, uuid'

/** Undefined for what is no type. The length of a text is of no consequence; a decimal without a scale has none. */
export function canonicalType(text: string): string | undefined {
  const name = text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const { precision, scale = '0' } =
    /^(?:decimal|numeric) ?\( ?(?<precision>\d{1,2}) ?(?:, ?(?<scale>\d{1,2}) ?)?\)$/.exec(name)?.groups ?? {}
  if (precision === undefined) return name === 'decimal' || name === 'numeric' ? 'decimal(38,9)' : plainType(name)
  const isPossible = Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision)
  return isPossible ? `decimal(${Number(precision)},${Number(scale)})` : undefined
}

function plainType(name: string): string | undefined {
  return byName.get(name.replace(/^(varchar|char|string|text) ?\(\d+\)$/, '$1'))
}
