import { invalidUri } from './invalid-uri.ts'

/** Undoes percent-escapes and nothing else: a `+` stays a plus. `what` names the text in the error, instead of showing it. */
export function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidUri(`${what} has a \`%\` that begins no valid escape; a percent sign itself is written \`%25\`.`)
  }
}
