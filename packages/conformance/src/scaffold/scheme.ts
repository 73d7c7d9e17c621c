import { IngestError } from '@ingestr/contract'

/** The schemes of ingestr's own connectors; a package for one of them would never be asked. */
const ownSchemes: ReadonlySet<string> = new Set(['duckdb', 'intercom'])

/** As ingestr looks for packages by their scheme. */
const longest = 41

/** What a scheme can be; for messages and the help. */
export const schemeRule = 'lower-case letters, digits and single hyphens between them, and begins with a letter'

/**
 * Holds a scheme to what is good as a URI's scheme, in the name of a package, and in names in TypeScript.
 * @throws IngestError `INVALID_SCHEME`
 */
export function checkScheme(scheme: string): void {
  const problem = findProblem(scheme)
  if (problem !== undefined) throw new IngestError('INVALID_SCHEME', problem)
}

/** `acme-lake` is `AcmeLake` in names of functions and classes. */
export function identifierOf(scheme: string): string {
  return scheme
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('')
}

function findProblem(scheme: string): string | undefined {
  const wrong = [...new Set(scheme.replaceAll(/[a-z0-9-]/g, ''))]
  if (wrong.length > 0) return `A scheme has ${schemeRule}, as in acme-lake; this one has ${list(wrong)}.`
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(scheme)) {
    return `A scheme has ${schemeRule}, as in acme-lake; this one has ${describeShape(scheme)}.`
  }
  if (scheme.length > longest) return `A scheme has at most ${longest} characters; this one has ${scheme.length}.`
  return ownSchemes.has(scheme) ? `${scheme}:// is a scheme of ingestr itself: choose another.` : undefined
}

function describeShape(scheme: string): string {
  if (scheme === '') return 'none'
  if (!/^[a-z]/.test(scheme)) return `${JSON.stringify(scheme.charAt(0))} at its beginning`
  return scheme.endsWith('-') ? 'a hyphen at its end' : 'a hyphen after another'
}

const shown = 4

function list(characters: readonly string[]): string {
  const quoted = characters.slice(0, shown).map((character) => JSON.stringify(character))
  const all = characters.length > shown ? [...quoted, 'others'] : quoted
  return all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
