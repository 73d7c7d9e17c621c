import { type CallOptions, IngestError, type Load, type LoadRequest, type Outcome } from '@ingestr/contract'

import { isKept, toLine } from './json-line.js'
import { append, openTarget, swapIn } from './jsonl-target.js'

/** Lines wait in memory until a commit writes them after the last position and flushes the file to the disk. */
export async function openJsonlLoad(folder: string, request: LoadRequest, given: CallOptions = {}): Promise<Load> {
  given.signal?.throwIfAborted()
  if (request.strategy === 'merge') throw new IngestError('INVALID_LOAD', 'JSON lines cannot be merged: append.')
  const targets = await Array.fromAsync(request.tables, (table) => openTarget(folder, request, table))
  const mark = { _ingestr_loaded_at: new Date(request.run.startedAt), _ingestr_run_id: request.run.id }
  let [waiting, isDisposed] = [0, false]

  function check(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (isDisposed) throw new IngestError('DESTINATION_CLOSED', 'The load was disposed of. Open another one.')
  }

  function outcomeOf(received: number, kept: number, inserted = kept): Outcome {
    const position = Object.fromEntries(targets.map(({ name, end }) => [name, end]))
    const rows = targets[0]?.rows ?? 0
    return { received, kept, inserted, updated: 0, unchanged: 0, rows, schemaChanges: [], position }
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
      const read = targets.map(({ definition }) => [...page.rows(definition)])
      waiting += read[0]?.length ?? 0
      for (const [index, { lines }] of targets.entries())
        for (const row of read[index] ?? []) if (isKept(row, request.keep)) lines.push(toLine({ ...row, ...mark }))
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
