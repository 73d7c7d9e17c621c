import { IngestError } from '@ingestr/contract'

import { olderFlags, type OlderFlag } from './older-flags.ts'
import { parseSwitch } from './switch.ts'

/**
 * One sentence for each older flag, or variable of one, that is set and changes nothing.
 * @param given values by the names that commander gives flags: `--sql-limit` is `sqlLimit`
 * @throws IngestError `INVALID_USAGE` for one that asks for something else than is done
 */
export function readOlderFlags(given: Readonly<Record<string, unknown>>, environment: NodeJS.ProcessEnv): string[] {
  return olderFlags.flatMap((older) => {
    const asked = findAsked(older, given, environment)
    if (asked === undefined) return []
    if (older.outcome === 'refused' && older.harmless?.includes(asked.value) !== true) {
      throw new IngestError('INVALID_USAGE', `${asked.name} is refused: ${older.reason}. Leave it out.`)
    }
    return [`${asked.name} changes nothing: ${older.reason}.`]
  })
}

type Asked = { readonly name: string; readonly value: string }

function findAsked(
  { flag, variables, isSwitch = false }: OlderFlag,
  given: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): Asked | undefined {
  const value = givenValue(flag, given)
  if (value !== undefined) return { name: flag, value }
  const variable = variables.find((name) => (environment[name] ?? '') !== '')
  if (variable === undefined) return undefined
  const text = environment[variable] ?? ''
  return isSwitch && !parseSwitch(text, variable) ? undefined : { name: `The variable ${variable}`, value: text }
}

/** commander takes `--no-inference` for the opposite of a flag `--inference`, which is on. */
function givenValue(flag: string, given: Readonly<Record<string, unknown>>): string | undefined {
  if (flag.startsWith('--no-')) return given[attributeName(flag.replace('--no-', '--'))] === false ? 'true' : undefined
  const value = given[attributeName(flag)]
  return typeof value === 'string' || value === true ? String(value) : undefined
}

function attributeName(flag: string): string {
  return flag.slice(2).replaceAll(/-(?<letter>[a-z])/g, (_, letter: string) => letter.toUpperCase())
}
