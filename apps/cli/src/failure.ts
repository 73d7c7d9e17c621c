import { describeFailure, type DescribedFailure } from '@ingestr/ingest/telling'

/** What a better command line would have avoided. */
const usageErrors: ReadonlySet<string> = new Set(['INVALID_USAGE', 'INVALID_ARGUMENT'])

/** The line for people, and the exit code: 2 for a command line that cannot be, 1 for everything else. */
export function describeCommandFailure(error: unknown): DescribedFailure & { readonly exitCode: number } {
  const described = describeFailure(error)
  return { ...described, exitCode: usageErrors.has(described.code) ? 2 : 1 }
}
