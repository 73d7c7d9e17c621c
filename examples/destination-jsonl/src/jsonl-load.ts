import { type CallOptions, IngestError, type Load, type LoadRequest, type Outcome } from '@ingestr/contract'

import { isKept, toLine } from './json-line.js'
import { append, openTarget, swapIn } from './jsonl-target.js'

/** Lines wait in memory until a commit writes them after the last position and flushes the file to the disk. */
export async function openJsonlLoad(folder: string, request: LoadRequest): Promise<Load> {
  const targets = await Array.fromAsync(request.tables, (table) => openTarget(folder, request, table))
  const { keep, run } = request
  const mark = { _ingestr_loaded_at: new Date(run.startedAt), _ingestr_run_id: run.id }
  let waiting = 0
  let isDisposed = false

  function check(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (isDisposed) throw new IngestError('DESTINATION_CLOSED', 'The load was disposed of. Open another one.')
  }

  function outcomeOf(received: number, kept: number, inserted = kept): Outcome {
    const position = Object.fromEntries(targets.map(({ name, end }) => [name, end]))
    const counts = { received, kept, inserted, updated: 0, unchanged: 0, rows: targets[0]?.rows ?? 0 }
    return { ...counts, schemaChanges: [], position }
  }

  async function commit({ signal }: CallOptions = {}): Promise<Outcome> {
    check(signal)
    // What comes while files are written is for the next commit.
    const received = waiting
    const appends = targets.map((target) => ({ target, count: target.lines.length }))
    for (const { target, count } of appends) await append(target, count)
    waiting -= received
    return outcomeOf(received, appends[0]?.count ?? 0)
  }

  return {
    async write(page, { signal } = {}) {
      check(signal)
      const read = targets.map(({ lines, definition }) => ({ lines, rows: [...page.rows(definition)] }))
      waiting += read[0]?.rows.length ?? 0
      for (const { lines, rows } of read) {
        for (const row of rows) if (isKept(row, keep)) lines.push(toLine({ ...row, ...mark }))
      }
    },
    commit,
    async publish(options) {
      const { received, kept, rows } = await commit(options)
      for (const target of targets) if (target.stage !== target.path) await swapIn(target)
      return outcomeOf(received, kept, Math.max(0, (targets[0]?.rows ?? 0) - rows + kept))
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true
    },
  }
}
