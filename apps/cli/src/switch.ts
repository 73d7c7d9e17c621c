import { IngestError } from '@ingestr/contract'

import { quote } from './quote.ts'

const on = ['1', 't', 'true', 'yes']
const off = ['0', 'f', 'false', 'no']

/** Reads the value of a switch as it stands in an environment variable. */
export function parseSwitch(text: string, flag: string): boolean {
  const value = text.toLowerCase()
  if (on.includes(value) || off.includes(value)) return on.includes(value)
  throw new IngestError('INVALID_USAGE', `${quote(text)} is no value for ${flag}: write true or false.`)
}
