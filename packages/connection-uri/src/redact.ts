import { findParameter } from './parameters.ts'
import { isPresentableName, isPresentableValue } from './presentable.ts'
import { splitUri, type UriPieces } from './split.ts'

import type { UriParameter } from '@ingestr/contract'

const hidden = '***'

/**
 * The URI as it may be logged, whether it is well-formed or not: `intercom://?access_token=***&region=us`. What could be a
 * secret in the wrong place is hidden too, so a value is shown only if it is short and belongs to a parameter that is
 * known and no secret; the location is always hidden (a destination's `location` is made for people).
 */
export function redactConnectionUri(text: string, parameters: readonly UriParameter[] = []): string {
  const fragmentStart = text.indexOf('#')
  const { scheme, location, query } = splitUri(fragmentStart === -1 ? text : text.slice(0, fragmentStart))
  if (scheme === undefined || !isPresentableName(scheme)) return hidden
  const pieces = query.map((piece) => redactPiece(piece, parameters))
  const shownLocation = location === '' ? '' : hidden
  const shownQuery = pieces.length === 0 ? '' : `?${pieces.join('&')}`
  const shownFragment = fragmentStart === -1 ? '' : `#${hidden}`
  return `${scheme}://${shownLocation}${shownQuery}${shownFragment}`
}

function redactPiece(piece: UriPieces['query'][number], parameters: readonly UriParameter[]): string {
  const parameter = findParameter(piece.name, parameters)
  if (piece.value === undefined || (parameter === undefined && !isPresentableName(piece.name))) return hidden
  const mayShow = parameter !== undefined && parameter.isSecret !== true && isPresentableValue(piece.value)
  return `${piece.name}=${mayShow ? piece.value : hidden}`
}
