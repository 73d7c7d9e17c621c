/** Error codes of one word; those of several are recognised by their underscores. */
const singleWords = ['CONFLICT', 'FORBIDDEN', 'INTERNAL', 'UNAUTHORIZED']

/** Names in capitals that are not codes of ours: of variables, of the system, of TLS, of SQL types, and one reason among those of the system. */
const foreign =
  /^(?:ERR|EAI|UND_ERR|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|CERT|TIMESTAMP|INGESTR|NODE|LC)(?:_|$)|^UNKNOWN_ENCODING$/

/** Codes of errors that a source file makes: names in capitals, in quotes. */
export function errorCodes(text: string): readonly string[] {
  return Array.from(text.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g), ([, name = '']) => name).filter(
    (name) => singleWords.includes(name) || (name.includes('_') && !foreign.test(name)),
  )
}

/** Codes that a page documents: the first cell of a table's row, in backquotes. */
export function documentedCodes(page: string): readonly string[] {
  return Array.from(page.matchAll(/^\|\s*`([A-Z_]+)`/gm), ([, code = '']) => code)
}
