import { IngestError } from '@ingestr/contract'

/** The code of an error that nobody foresaw. */
const unforeseen = 'INTERNAL'

/** An error for people, and for programs. */
export type DescribedFailure = { readonly code: string; readonly message: string }

/** The line for people. It holds no secret: of an error that nobody foresaw, only its kind and its place are told. */
export function describeFailure(error: unknown): DescribedFailure {
  if (IngestError.isInstance(error)) return { code: error.code, message: oneLine(error.message) }
  // An error that nobody foresaw may quote anything, a token too: only its kind and its place are told.
  const kind = error instanceof Error ? [error.name, ...codeOf(error)].join(' ') : typeof error
  const place = error instanceof Error ? /([\w.-]+\/[\w.-]+\.[cm]?[jt]s:\d+)/.exec(error.stack ?? '')?.[1] : undefined
  const where = place === undefined ? '' : ` at ${place}`
  return {
    code: unforeseen,
    message: `Something went wrong that should not have (${unforeseen}: ${kind}${where}). Run it again; report it if it stays.`,
  }
}

/** The code of Node's own errors and of the system: `ENOSPC`, `ERR_MODULE_NOT_FOUND`. */
function codeOf(error: object): readonly string[] {
  return 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(error.code) ? [error.code] : []
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim()
}
