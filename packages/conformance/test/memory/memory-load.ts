import { type CallOptions, type CommitOptions, IngestError, type Load, type LoadRequest } from '@ingestr/contract'
import type { Outcome, Page, Row, TableDefinition, TableName } from '@ingestr/contract'

import { type Behaviour, merge, type Merged } from './behaviour.ts'
import { type Disk, inTransaction } from './disk.ts'
import { fulfil } from './wishes.ts'

interface Target {
  readonly definition: TableDefinition
  readonly name: string
  /** Where rows go: the table, or the stage of a replace. */
  readonly stage: string | undefined
}

interface Waiting {
  readonly rows: ReadonlyArray<readonly Row[]>
}

/** Pages that wait, of every load of a destination with the flaw of sharing them. */
const shared: Waiting[] = []

/** A load into the tables of a disk. Rows wait until a commit, and are stored when its statements have gone well. */
export class MemoryLoad implements Load {
  readonly #disk: Disk
  readonly #request: LoadRequest
  readonly #behaviour: Behaviour
  readonly #targets: readonly Target[]
  readonly #opened: Disk['tables']
  readonly #isReplace: boolean
  #waiting: Waiting[] = []
  #isDisposed = false

  constructor(disk: Disk, request: LoadRequest, behaviour: Behaviour) {
    this.#disk = disk
    this.#request = request
    this.#behaviour = behaviour
    this.#isReplace = request.strategy === 'replace'
    this.#targets = request.tables.map(({ definition, target }) => this.#target(definition, target))
    if (this.#has('shares what waits')) this.#waiting = shared
    if (this.#isReplace) this.#dropStages()
    if (!behaviour.capabilities.commitsState) this.#dropUnrecorded()
    if (this.#has('makes tables by opening')) for (const { name } of this.#targets) this.#store(name, [])
    this.#opened = disk.tables
  }

  async write(page: Page, { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    this.#waiting.push({ rows: this.#targets.map(({ definition }) => this.#behaviour.rowsOf(page, definition)) })
    if (this.#has('shows what is written')) this.#commit({}, false)
  }

  async commit(options: CommitOptions = {}): Promise<Outcome> {
    this.#check(options.signal)
    if (this.#has('commits at the end only')) return this.#outcome(0, 0, [])
    if (this.#has('forgets pages of the meantime')) {
      const outcome = this.#commit(options, false)
      await Promise.resolve()
      this.#waiting = []
      return outcome
    }
    return this.#commit(options, false)
  }

  async publish(options: CommitOptions = {}): Promise<Outcome> {
    this.#check(options.signal)
    return this.#commit(options, true)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#has('is disposed of once') && this.#isDisposed)
      throw new IngestError('DESTINATION_CLOSED', 'Once is enough.')
    if (this.#has('commits on disposal') && this.#waiting.length > 0) this.#commit({}, false)
    if (this.#has('publishes on disposal') && this.#isReplace && !this.#isDisposed) this.#commit({}, true)
    if (this.#has('drops what is committed')) this.#disk.tables = this.#opened
    this.#isDisposed = true
  }

  #commit({ record }: CommitOptions, isLast: boolean): Outcome {
    const { tables, stages } = this.#disk
    const waiting = [...this.#waiting]
    const received = waiting.flatMap(({ rows }) => rows[0] ?? []).length
    const before = this.#has('writes over other loads') ? this.#opened : tables
    const next = { tables: new Map(before), stages: new Map(stages) }
    const merged = this.#targets.map((target, index) => {
      const rows = waiting.flatMap((page) => page.rows[index] ?? []).filter((row) => this.#isKept(row))
      return {
        kept: rows.length,
        ...this.#place(target, index === 0 || !this.#has('fills the first table only') ? rows : [], next, isLast),
      }
    })
    const [first] = merged
    const outcome = this.#outcome(received, first?.kept ?? 0, merged)
    const store = (): void => void Object.assign(this.#disk, next)
    if (this.#has('stores rows before the record')) store()
    const told = this.#has('records another outcome') ? { ...outcome, rows: 0 } : outcome
    inTransaction(this.#disk, record?.(told) ?? [], store)
    if (!this.#has('commits again what is committed')) this.#waiting.splice(0, waiting.length)
    return outcome
  }

  /** Puts rows where they go, and says what the place then holds. */
  #place(
    target: Target,
    kept: readonly Row[],
    next: Record<'tables' | 'stages', Map<string, readonly Row[]>>,
    isLast: boolean,
  ): Merged {
    const { definition, name, stage } = target
    const stored = (stage === undefined ? next.tables.get(name) : next.stages.get(stage)) ?? []
    const base = this.#has('cuts at every commit')
      ? stored.slice(0, Number(this.#request.position?.[name] ?? 0))
      : stored
    // Of a replace, the table whose place it takes is there as well.
    const present = stage === undefined ? base : [...base, ...(next.tables.get(name) ?? [])]
    const { rows: fitted, discarded } = fulfil(kept, present, definition, this.#behaviour.wishes)
    const rows = this.#behaviour.toStored(fitted, base, definition)
    const isMerge =
      this.#request.strategy === 'merge' ||
      (this.#isReplace && definition.versionColumn !== undefined && !this.#has('stages every row'))
    const added = { rows: [...base, ...rows], inserted: rows.length, updated: 0, unchanged: 0, discarded }
    const merged = isMerge ? { ...merge(base, rows, definition, this.#behaviour), discarded } : added
    const isEmpty = merged.rows.length === 0
    if (stage === undefined && isEmpty && this.#has('makes no empty table')) return merged
    if (stage === undefined || this.#has('shows what is staged')) next.tables.set(name, merged.rows)
    if (stage === undefined) return merged
    next.stages.set(stage, merged.rows)
    if (!isLast || (isEmpty && this.#has('keeps the old rows of an empty replace'))) return merged
    const old = this.#has('replaces by appending') ? (next.tables.get(name) ?? []) : []
    next.tables.set(name, [...old, ...merged.rows])
    next.stages.delete(stage)
    return merged
  }

  #outcome(received: number, kept: number, merged: readonly Merged[]): Outcome {
    const [first] = merged
    const ends = this.#targets.map(({ name }, index): readonly [string, number] => {
      const rows = merged[index]?.rows.length ?? 0
      return [name, this.#has('positions the stage') && this.#isReplace ? rows - 1 : rows]
    })
    const hasPosition = !this.#behaviour.capabilities.commitsState && !this.#has('tells no position')
    return {
      received,
      kept,
      inserted: first?.inserted ?? 0,
      updated: first?.updated ?? 0,
      unchanged: first?.unchanged ?? 0,
      rows: this.#has('counts no rows') ? 0 : (first?.rows.length ?? 0),
      schemaChanges: [],
      ...(first?.discarded && !this.#has('counts nothing that is left out') && { discarded: first.discarded }),
      ...(hasPosition && { position: Object.fromEntries(ends) }),
    }
  }

  #target(definition: TableDefinition, { schema, name }: TableName): Target {
    const canonical = this.#behaviour.canonicalName(schema, name)
    const generation = this.#has('has one stage') ? '' : this.#request.generation
    return { definition, name: canonical, stage: this.#isReplace ? `${canonical} ${generation}` : undefined }
  }

  #dropStages(): void {
    const kept = this.#has('begins stages anew') ? [] : this.#targets.map(({ stage }) => stage)
    this.#disk.stages = new Map([...this.#disk.stages].filter(([stage]) => kept.includes(stage)))
  }

  #dropUnrecorded(): void {
    const { position = {} } = this.#request
    for (const { name, stage } of this.#targets) {
      const isKept = position[name] === undefined && this.#has('keeps all without a position')
      if (isKept || this.#has('drops nothing')) continue
      const cut = (rows: readonly Row[]): readonly Row[] => rows.slice(0, Number(position[name] ?? 0))
      const table = this.#disk.tables.get(name)
      const staged = this.#disk.stages.get(stage ?? '')
      if (stage === undefined && table !== undefined) this.#store(name, cut(table))
      if (stage !== undefined && staged !== undefined) this.#disk.stages = new Map([[stage, cut(staged)]])
    }
  }

  #store(name: string, rows: readonly Row[]): void {
    this.#disk.tables = new Map([...this.#disk.tables, [name, rows]])
  }

  #isKept(row: Row): boolean {
    const { keep } = this.#request
    const value = row[keep?.column ?? '']
    return keep === undefined || this.#behaviour.isKept(value instanceof Date ? value.getTime() : undefined, keep)
  }

  #check(signal: AbortSignal | undefined): void {
    checkSignal(signal, this.#behaviour)
    if (this.#isDisposed && !this.#has('writes when disposed of')) {
      throw new IngestError('DESTINATION_CLOSED', 'The load was disposed of.')
    }
  }

  #has(flaw: Behaviour['flaws'][number]): boolean {
    return this.#behaviour.flaws.includes(flaw)
  }
}

export function checkSignal(signal: AbortSignal | undefined, { flaws }: Behaviour): void {
  if (flaws.includes('ignores signals') || signal?.aborted !== true) return
  if (flaws.includes('wraps reasons')) throw new IngestError('DESTINATION_FAILED', 'Aborted.', { cause: signal.reason })
  signal.throwIfAborted()
}
