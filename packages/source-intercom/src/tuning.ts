import { IngestError, type UriParameter, type UriValues } from '@ingestr/contract'

/** How hard the API is asked; undefined where the client or the source decides. */
export interface Tuning {
  readonly perPage: number | undefined
  readonly maxConcurrency: number | undefined
  /** A share of the budget, in [0, 1). */
  readonly rateLimitReserve: number | undefined
  readonly indexLagMs: number | undefined
}

/** Parameters of the URI that tune a source. */
export const tuningParameters: readonly UriParameter[] = [
  { names: ['page_size'], help: 'Records to ask for at a time, 1 to 150. Default: 150.' },
  { names: ['extract_parallelism'], help: 'The most requests on their way at a time, 1 to 256. Default: 96.' },
  { names: ['rate_limit_reserve'], help: 'Share of the rate limit left to other apps: 0.1 or 10%. Default: 0.1.' },
  { names: ['index_lag'], help: 'How long a change may take to show in a search: 15m, 900s, 1h. Default: 15m.' },
]

const longestLagMs = 24 * 60 * 60 * 1000
const unitsMs = { s: 1000, m: 60_000, h: 3_600_000 } as const

/** @throws IngestError `INVALID_URI` that names the parameter, its value and what can be */
export function readTuning(values: UriValues): Tuning {
  return {
    perPage: read(values, 'page_size', 'a whole number from 1 to 150', (text) => readWhole(text, 150)),
    maxConcurrency: read(values, 'extract_parallelism', 'a whole number from 1 to 256', (text) => readWhole(text, 256)),
    rateLimitReserve: read(values, 'rate_limit_reserve', 'a share such as 0.1 or 10%, below 1', readShare),
    indexLagMs: read(values, 'index_lag', 'a time such as 15m, 900s or 1h, at most 24h', readDuration),
  }
}

function read(
  values: UriValues,
  name: string,
  wanted: string,
  parse: (text: string) => number | undefined,
): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  const value = parse(text)
  if (value !== undefined) return value
  // A long or odd value may be a token in the wrong place.
  const shown = /^-?[a-z0-9.]{1,12}%?$/i.test(text) ? text : '…'
  throw new IngestError('INVALID_URI', `${name}=${shown} cannot be: write ${wanted}.`)
}

function readWhole(text: string, highest: number): number | undefined {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= highest ? value : undefined
}

function readShare(text: string): number | undefined {
  const [, digits, percent] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(%)?$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const share = percent === undefined ? Number(digits) : Number(digits) / 100
  return share <= 0.99 ? share : undefined
}

function readDuration(text: string): number | undefined {
  const { count, unit } = /^(?<count>\d{1,6})(?<unit>[smh])$/.exec(text)?.groups ?? {}
  if (count === undefined || !isUnit(unit)) return undefined
  const durationMs = Number(count) * unitsMs[unit]
  return durationMs <= longestLagMs ? durationMs : undefined
}

function isUnit(text: string | undefined): text is keyof typeof unitsMs {
  return text !== undefined && Object.hasOwn(unitsMs, text)
}
