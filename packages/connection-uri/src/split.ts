import { findScheme } from './scheme.ts'

/** A URI cut at its delimiters, nothing decoded. A piece without `=` has no value. */
export type UriPieces = {
  readonly scheme: string | undefined
  readonly location: string
  readonly query: ReadonlyArray<{ readonly name: string; readonly value: string | undefined }>
}

/** Cuts at the first `://`, the first `?`, every `&`, and the first `=` of a piece. Empty pieces are left out. */
export function splitUri(text: string): UriPieces {
  const scheme = findScheme(text)
  const rest = scheme === undefined ? text : text.slice(scheme.length + '://'.length)
  const queryStart = rest.indexOf('?')
  const location = queryStart === -1 ? rest : rest.slice(0, queryStart)
  const query = queryStart === -1 ? '' : rest.slice(queryStart + 1)
  return { scheme, location, query: query.split('&').filter(Boolean).map(splitPiece) }
}

function splitPiece(piece: string): UriPieces['query'][number] {
  const equals = piece.indexOf('=')
  if (equals === -1) return { name: piece, value: undefined }
  return { name: piece.slice(0, equals), value: piece.slice(equals + 1) }
}
