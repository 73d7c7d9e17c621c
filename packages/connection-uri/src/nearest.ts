import { closest } from 'fastest-levenshtein'

/**
 * What to add to the message about a name that is not among `known`: the nearest one, which is one that holds it whole
 * (`token`, `access_token`) or else the one with the fewest letters between; and all of them.
 */
export function suggest(given: string, known: readonly string[]): string {
  if (known.length === 0) return ' It takes none.'
  const name = given.toLowerCase()
  const nearest = known.find((each) => name.length > 2 && each.includes(name)) ?? closest(name, known)
  return ` Did you mean \`${nearest}\`? Known: ${known.join(', ')}.`
}
