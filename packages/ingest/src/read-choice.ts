import { presentName } from '@ingestr/connection-uri'
import { IngestError } from '@ingestr/contract'

/**
 * What a word stands for, whatever its case; a dash counts as `_`, as in the older ingestr.
 * @throws IngestError `INVALID_ARGUMENT` that lists the words
 */
export function readChoice<Choice>(flag: string, text: string, choices: Readonly<Record<string, Choice>>): Choice {
  const word = text.trim().toLowerCase().replaceAll('-', '_')
  const choice = Object.hasOwn(choices, word) ? choices[word] : undefined
  if (choice !== undefined) return choice
  const known = Object.keys(choices).join(', ')
  throw new IngestError('INVALID_ARGUMENT', `${flag} cannot be ${presentName(text)}. It is one of: ${known}.`)
}
