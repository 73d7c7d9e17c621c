import { toJsonText, type JsonObject, type JsonValue } from '../json.ts'
import { valuesAt } from '../search/values.ts'
import type { Blueprint } from './blueprint.ts'
import { createShelf, pieceOf, type Piece } from './shelf.ts'
import type { Version } from './version.ts'

/** How much JSON a table keeps ready, so that a page costs no more than its sending; made again when dropped. */
const readyBytesLimit = 1.5 * 1024 ** 3

/** What the query asked for beyond the usual: names of parameters that are `true` in it. */
type Requested = (parameter: string) => boolean

/** From versions to what answers carry. */
export interface Delivery {
  /** Everything that is known of the record, except what only a read by id shows. */
  readonly valueOf: (version: Version) => JsonObject
  /** What is at a path of the record (see `valuesAt`). Cheap for the fields that the table's blueprint can sketch. */
  readonly valuesOf: (version: Version, path: readonly string[]) => readonly JsonValue[]
  /** The record as a list delivers it. */
  readonly shownOf: (version: Version, isRequested?: Requested) => JsonObject
  /** The same as UTF-8 JSON. */
  readonly pieceOf: (version: Version, isRequested?: Requested) => Piece
  /** The record as a read by its id delivers it. */
  readonly singleOf: (version: Version, isRequested?: Requested) => JsonObject
}

export function createDelivery(blueprint: Blueprint): Delivery {
  const onRequest = Object.entries(blueprint.onRequest ?? {})
  const shelf = createShelf(readyBytesLimit)

  const valueOf = (version: Version): JsonObject => version.value ?? blueprint.build(version)

  function valuesOf(version: Version, path: readonly string[]): readonly JsonValue[] {
    if (version.value !== undefined || blueprint.sketch === undefined) {
      return valuesAt(valueOf(version), path)
    }
    version.sketch ??= blueprint.sketch(version)
    const values = valuesAt(version.sketch, path)
    const [field = ''] = path
    return values.length > 0 || field in version.sketch ? values : valuesAt(valueOf(version), path)
  }

  function shownOf(version: Version, isRequested: Requested = () => false): JsonObject {
    const value = valueOf(version)
    const hidden = onRequest.filter(([field, parameter]) => field in value && !isRequested(parameter))
    return hidden.length === 0
      ? value
      : { ...value, ...Object.fromEntries(hidden.map(([field]) => [field, undefined])) }
  }

  return {
    valueOf,
    valuesOf,
    shownOf,
    pieceOf(version, isRequested) {
      return isRequested !== undefined && onRequest.some(([, parameter]) => isRequested(parameter))
        ? pieceOf(toJsonText(shownOf(version, isRequested)))
        : (version.piece ?? shelf.put(version, toJsonText(shownOf(version))))
    },
    singleOf(version, isRequested) {
      const value = shownOf(version, isRequested)
      return { ...value, ...blueprint.details?.(value) }
    },
  }
}
