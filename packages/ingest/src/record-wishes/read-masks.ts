import { presentName } from '@ingestr/connection-uri'
import { IngestError, type TableDefinition } from '@ingestr/contract'
import { maskAlgorithms, type MaskAlgorithm } from '@ingestr/records'
import { distance } from 'fastest-levenshtein'

/** One mask as it was asked for. */
export interface AskedMask {
  /** A column, or a path into one. */
  readonly place: string
  readonly algorithm: MaskAlgorithm
  /** Of the algorithm, spelled as in the list of them. */
  readonly name: string
  readonly parameter: string
}

/** What `--mask` asks for: masks that are written out, and presets by name. */
export type AskedMasks = { readonly masks: readonly AskedMask[]; readonly presets: readonly string[] }

/**
 * The masks that a text or list names. Entries are parted by commas; a comma within a parameter belongs to it, as what
 * follows is neither `column:algorithm` nor a preset.
 * @throws IngestError `INVALID_ARGUMENT` for an algorithm or preset that there is not, and a parameter that cannot be
 */
export function readMasks(
  given: string | readonly string[] | undefined,
  tables: readonly TableDefinition[],
): AskedMasks {
  const known = new Set(tables.flatMap(({ maskPresets = {} }) => Object.keys(maskPresets)))
  const presets: string[] = []
  const masks: string[] = []
  for (const entry of piecesOf(given)) {
    const last = masks.at(-1)
    if (known.has(entry.trim())) presets.push(entry.trim())
    else if (entry.includes(':')) masks.push(entry)
    else if (last !== undefined && last.split(':').length > 2) masks.splice(-1, 1, `${last},${entry}`)
    else throw noPreset(entry.trim(), known)
  }
  return { presets, masks: masks.map((entry) => readMask(entry)) }
}

function piecesOf(given: string | readonly string[] | undefined): readonly string[] {
  if (typeof given === 'string') return given.split(',')
  return given ?? []
}

/** Splits at the first two colons: a parameter may have more. */
export function readMask(entry: string): AskedMask {
  const {
    place = '',
    word = '',
    parameter,
  } = /^(?<place>[^:]*):(?<word>[^:]*)(?::(?<parameter>.*))?$/s.exec(entry)?.groups ?? {}
  const name = word.trim().toLowerCase().replaceAll('-', '_')
  const algorithm = Object.hasOwn(maskAlgorithms, name) ? maskAlgorithms[name] : undefined
  if (place.trim() === '') throw invalid('is to be written column:algorithm, as in email:hash.')
  if (algorithm === undefined) throw noAlgorithm(word)
  return { place: place.trim(), algorithm, name, parameter: readParameter(name, algorithm, parameter) }
}

function readParameter(name: string, { parameter }: MaskAlgorithm, given: string | undefined): string {
  if (given === undefined) return parameter?.usual ?? ''
  if (parameter === undefined) throw invalid(`${name} takes nothing after a second colon.`)
  if (parameter.isValid(given)) return given
  // What may be a secret is not shown.
  throw invalid(`${name} needs ${parameter.expects} after the second colon, not ${presentName(given)}.`)
}

function noAlgorithm(word: string): IngestError {
  const names = Object.keys(maskAlgorithms)
  const [nearest = ''] = names.toSorted((one, other) => distance(one, word) - distance(other, word))
  const meant = distance(nearest, word) <= 2 ? ` Did you mean ${nearest}?` : ''
  return invalid(`knows no algorithm ${presentName(word)}.${meant} It is one of: ${names.join(', ')}.`)
}

function noPreset(entry: string, known: ReadonlySet<string>): IngestError {
  const presets = known.size === 0 ? '' : `, or a preset: ${[...known].join(', ')}`
  return invalid(`cannot be ${presentName(entry)}: write column:algorithm, as in email:hash${presets}.`)
}

function invalid(what: string): IngestError {
  return new IngestError('INVALID_ARGUMENT', `--mask ${what}`)
}
