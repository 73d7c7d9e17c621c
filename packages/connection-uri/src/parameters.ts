import { decode } from './decode.ts'
import { invalidUri } from './invalid-uri.ts'
import { suggest } from './nearest.ts'
import { presentName } from './presentable.ts'

import type { UriPieces } from './split.ts'
import type { UriParameter, UriValues } from '@ingestr/contract'

/** The values of a query by the first names of their parameters. Throws for everything that is not one known value each. */
export function collectValues(
  query: UriPieces['query'],
  scheme: string,
  parameters: readonly UriParameter[],
): UriValues {
  const writtenAs = new Map<string, string>()
  const values: Record<string, string> = {}
  for (const [index, piece] of query.entries()) {
    const place = `Part ${index + 1} of the query`
    if (piece.value === undefined) throw invalidUri(`${place} has no \`=\`; each is written \`name=value\`.`)
    const given = decode(piece.name, place)
    const name = findParameter(given, parameters)?.names[0]
    if (name === undefined) {
      const known = parameters.flatMap((parameter) => parameter.names)
      throw invalidUri(`Unknown parameter ${presentName(given)} for \`${scheme}://\`.${suggest(given, known)}`)
    }
    const earlier = writtenAs.get(name)
    if (earlier !== undefined) throw invalidUri(givenTwice(earlier, given))
    writtenAs.set(name, given)
    values[name] = decode(piece.value, `The value of the parameter \`${given}\``)
  }
  return values
}

/** The parameter that has this name or alias. */
export function findParameter(name: string, parameters: readonly UriParameter[]): UriParameter | undefined {
  return parameters.find((parameter) => parameter.names.includes(name))
}

function givenTwice(earlier: string, later: string): string {
  if (earlier === later) return `The parameter \`${later}\` is given twice; leave one out.`
  return `The parameters \`${earlier}\` and \`${later}\` are two names of one; leave one out.`
}
