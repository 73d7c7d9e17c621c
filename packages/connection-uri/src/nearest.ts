import { closest } from 'fastest-levenshtein'

/** What to add to the message about a name that is not among `known`: the nearest one, and all of them. */
export function suggest(given: string, known: readonly string[]): string {
  if (known.length === 0) return ' It takes none.'
  return ` Did you mean \`${closest(given.toLowerCase(), known)}\`? Known: ${known.join(', ')}.`
}
