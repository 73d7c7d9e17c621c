import { describeFailure } from '@ingestr/ingest/telling'

import { createProgram } from './program.ts'

/** What the bin calls. Never rejects. */
export async function main(): Promise<void> {
  try {
    await createProgram(process).parseAsync(process.argv.slice(2), { from: 'user' })
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') {
      // Commander has said it already.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const { code, message } = describeFailure(error)
    process.stderr.write(`Error: ${message} (${code})\n`)
    process.exitCode = code === 'INVALID_USAGE' ? 2 : 1
  }
}
