/** What may hold a question mark that is no parameter: literals, quoted names, comments, dollar-quoted text. */
const pieces =
  /\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|\?/g

/**
 * The text of a statement as Postgres takes it, with `$1`, `$2` and so on for its parameters: a statement of the contract
 * has `?` for each. Question marks in literals, quoted names and comments stay. For executors of the dialect `postgres`.
 */
export function numberParameters(text: string): string {
  let count = 0
  return text.replaceAll(pieces, (piece) => {
    if (piece !== '?') return piece
    count += 1
    return `$${count}`
  })
}
