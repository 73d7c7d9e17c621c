import { refuse } from './refusal.ts'

/** What a request without the header gets: "the version set in the app package". */
const appDefault = '2.16'

const known = /^(?:0|1\.[0-4]|2\.(?:[0-9]|1[0-7])|Preview|Unstable)$/

/** The version as a number that can be compared: 2.9 is 209, 2.16 is 216, Preview is above all. */
export function readVersion(header: string | readonly string[] | undefined): { name: string; number: number } {
  const name = typeof header === 'string' ? header : appDefault
  if (!known.test(name)) {
    throw refuse(400, 'intercom_version_invalid', 'Requested version is not valid')
  }
  const [major = '', minor] = name.split('.')
  return { name, number: minor === undefined ? 999 : Number(major) * 100 + Number(minor) }
}
