import { toJsonText, type JsonObject } from '../json.ts'
import type { Blueprint } from './blueprint.ts'
import type { Version } from './version.ts'

/** How much JSON a table keeps ready, so that a page costs the copying of bytes; made again when dropped. */
const readyBytesLimit = 192 * 1024 * 1024

/** What the query asked for beyond the usual: names of parameters that are `true` in it. */
type Requested = (parameter: string) => boolean

/** From versions to what answers carry. */
export interface Delivery {
  /** Everything that is known of the record, except what only a read by id shows. */
  readonly valueOf: (version: Version) => JsonObject
  /** The record as a list delivers it. */
  readonly shownOf: (version: Version, isRequested?: Requested) => JsonObject
  /** The same as UTF-8 JSON. */
  readonly bytesOf: (version: Version, isRequested?: Requested) => Buffer
  /** The record as a read by its id delivers it. */
  readonly singleOf: (version: Version, isRequested?: Requested) => JsonObject
}

export function createDelivery(blueprint: Blueprint): Delivery {
  const onRequest = Object.entries(blueprint.onRequest ?? {})
  let ready: Version[] = []
  let readyBytes = 0

  const valueOf = (version: Version): JsonObject => version.value ?? blueprint.build(version)

  function shownOf(version: Version, isRequested: Requested = () => false): JsonObject {
    const value = valueOf(version)
    const hidden = onRequest.filter(([field, parameter]) => field in value && !isRequested(parameter))
    return hidden.length === 0
      ? value
      : { ...value, ...Object.fromEntries(hidden.map(([field]) => [field, undefined])) }
  }

  function usualBytesOf(version: Version): Buffer {
    if (version.bytes !== undefined) {
      return version.bytes
    }
    if (readyBytes > readyBytesLimit) {
      for (const other of ready) {
        other.bytes = undefined
      }
      ready = []
      readyBytes = 0
    }
    const bytes = Buffer.from(toJsonText(shownOf(version)))
    version.bytes = bytes
    ready.push(version)
    readyBytes += bytes.length
    return bytes
  }

  return {
    valueOf,
    shownOf,
    bytesOf(version, isRequested) {
      return isRequested !== undefined && onRequest.some(([, parameter]) => isRequested(parameter))
        ? Buffer.from(toJsonText(shownOf(version, isRequested)))
        : usualBytesOf(version)
    },
    singleOf(version, isRequested) {
      const value = shownOf(version, isRequested)
      return { ...value, ...blueprint.details?.(value) }
    },
  }
}
