import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'

import { IngestError } from '@ingestr/contract'
import type { ForgottenState } from '@ingestr/ingest'
import { countOf, formatCount } from '@ingestr/ingest/telling'

import { exitCodeOf } from './interruption.ts'
import { needSetting, readSetting, type Flags } from './read-settings.ts'
import { readUri } from './read-uri.ts'
import { settings } from './settings.ts'
import type { Surroundings } from './surroundings.ts'

/** What `ingestr reset` was asked for. */
export type ResetSettings = { readonly table: string; readonly flags: Flags; readonly yes: boolean }

/** Where a question can be asked. */
export type Asker = Pick<NodeJS.Process, 'stdin' | 'stderr'>

/** Forgets how far a table was read, after a question. Returns the exit code. */
export async function runReset(given: ResetSettings, surroundings: Surroundings, asker: Asker): Promise<number> {
  const { environment, stdin, terminal } = surroundings
  const { table, flags, yes } = given
  if (!yes && !asker.stdin.isTTY) {
    throw new IngestError('INVALID_USAGE', 'There is nobody to ask whether to forget it: say so with --yes.')
  }
  const destUri = await readUri(needSetting('destUri', flags, environment), '--dest-uri', stdin)
  const lockTimeout = readSetting(settings.lockTimeout, flags.lockTimeout, environment)
  const { reset } = await import('@ingestr/ingest')
  const interruption = new AbortController()
  const confirm = yes ? undefined : (known: ForgottenState): Promise<boolean> => ask(known, asker, interruption)
  const forgotten = await reset({ destUri, table, confirm, destSettings: { lock_timeout: lockTimeout } })
  if (forgotten === undefined) {
    terminal.tell('Nothing was forgotten.')
    return interruption.signal.aborted ? exitCodeOf('SIGINT') : 1
  }
  terminal.print(`${forgotten.target}: the next run reads everything. Its ${formatCount(forgotten.rows)} rows stay.`)
  return 0
}

/** Neither Ctrl-C, which aborts `interruption`, nor the end of the input is a yes. */
async function ask(known: ForgottenState, asker: Asker, interruption: AbortController): Promise<boolean> {
  const { target, table, source, location, rows } = known
  const what = `${target} in ${location} holds ${countOf(rows, 'row')} of ${table} of ${source}; they stay.`
  const lines = createInterface({ input: asker.stdin, output: asker.stderr })
  const noAnswer = once(lines, 'close').then(() => undefined)
  lines.on('SIGINT', () => {
    interruption.abort()
    lines.close()
  })
  try {
    const question = `${what}\nForget how far it was read, so that the next run reads everything? [y/N] `
    // Closing may reject the question, depending on the version of Node.
    const answer = await Promise.race([lines.question(question).catch(() => noAnswer), noAnswer])
    if (answer === undefined) asker.stderr.write('\n')
    return /^y(es)?$/i.test(answer?.trim() ?? '')
  } finally {
    lines.close()
  }
}
