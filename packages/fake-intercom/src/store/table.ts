import type { FakeClock } from '../clock.ts'
import { FakeIntercomError } from '../error.ts'
import { copyOf, type JsonObject, type JsonValue } from '../json.ts'
import type { Blueprint } from './blueprint.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { createView, type View } from './view.ts'
import type { Version } from './version.ts'

/** What a test may do to a table. Values are what the API delivers, exact: digits beyond 2^53 are `RawNumber`s. */
export interface RecordTable {
  /** The records that lists show, in no promised order. */
  list(): JsonObject[]
  /** The ids of those records, oldest first; cheap however many there are. */
  ids(): string[]
  get(id: string): JsonObject | undefined
  /** A generated record with `fields` in place of what was generated. It was created now, unless `fields` say otherwise. */
  create(fields?: JsonObject): JsonObject
  /** Replaces top-level fields; undefined removes one. Sets `updated_at` to now, unless `changes` do or `touch` is false. */
  update(id: string, changes: JsonObject, options?: { readonly touch?: boolean }): JsonObject
  /** Whether there was one. */
  delete(id: string): boolean
}

/** The same table, as the routes read it. */
export interface StoredTable extends RecordTable, Delivery {
  readonly live: View
  /** What search sees by now. */
  searched(): View
  /** Makes ready what lists and searches need, so that no request waits for it. */
  warm(): void
}

export interface TableOptions {
  readonly blueprint: Blueprint
  readonly count: number
  readonly clock: FakeClock
  readonly indexLagMs: number
}

export function createTable(options: TableOptions): StoredTable {
  const { blueprint, clock, indexLagMs } = options
  const delivery = createDelivery(blueprint)
  const live = createView(generate(blueprint, options.count))
  const delayed = indexLagMs > 0 ? createView(live.values()) : live
  const pending: { readonly dueAt: number; readonly version: Version }[] = []
  let nextOrdinal = options.count

  function store(version: Version): JsonObject {
    live.put(version)
    if (delayed !== live) {
      pending.push({ dueAt: clock.now() + indexLagMs, version })
    }
    return delivery.valueOf(version)
  }

  return {
    ...delivery,
    live,
    searched() {
      while (pending[0] !== undefined && pending[0].dueAt <= clock.now()) {
        const change = pending.shift()
        if (change !== undefined && live.get(change.version.id) !== undefined) {
          delayed.put(change.version)
        }
      }
      return delayed
    },
    list: () => [...live.values()].filter((version) => version.isListed).map((version) => delivery.valueOf(version)),
    ids() {
      const index = live.index('createdAt')
      return index.range(0, index.size).map(({ id }) => id)
    },
    warm() {
      for (const view of new Set([live, delayed])) {
        view.index('updatedAt')
        const index = view.index('createdAt')
        for (const version of index.range(0, index.size)) {
          delivery.valuesOf(version, ['id'])
          delivery.pieceOf(version)
        }
      }
    },
    get(id) {
      const version = live.get(id)
      return version && delivery.valueOf(version)
    },
    create(fields = {}) {
      const ordinal = nextOrdinal
      nextOrdinal += 1
      const now = Math.floor(clock.now() / 1000)
      const createdAt = secondsOf(fields['created_at'], now)
      const id = givenId(fields) ?? blueprint.idOf(ordinal, createdAt)
      if (live.get(id) !== undefined) {
        throw new FakeIntercomError(
          'DUPLICATE_RECORD',
          `There is a record with the id ${id} already; leave the id out.`,
        )
      }
      const updatedAt = secondsOf(fields['updated_at'], createdAt)
      const generated = blueprint.build({ id, ordinal, createdAt, updatedAt, activeAt: updatedAt })
      return store(toVersion(blueprint, ordinal, { ...generated, ...fields }, { id, createdAt, updatedAt }))
    },
    update(id, changes, { touch = true } = {}) {
      const known = live.get(id)
      if (known === undefined) {
        throw new FakeIntercomError('UNKNOWN_RECORD', `There is no record with the id ${id} to update.`)
      }
      const value = delivery.valueOf(known)
      const touched = touch && 'updated_at' in value ? { updated_at: Math.floor(clock.now() / 1000) } : {}
      return store(toVersion(blueprint, known.ordinal, { ...value, ...touched, ...changes }, known))
    },
    delete(id) {
      const isKnown = live.get(id) !== undefined
      live.remove(id)
      if (delayed !== live) {
        delayed.remove(id)
      }
      return isKnown
    },
  }
}

function* generate(blueprint: Blueprint, count: number): Generator<Version> {
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const { createdAt, updatedAt, activeAt } = blueprint.timesOf(ordinal)
    const id = blueprint.idOf(ordinal, createdAt)
    const known = { id, ordinal, createdAt, updatedAt, activeAt }
    const isListed = blueprint.isListedAsGenerated?.(ordinal) ?? blueprint.isListed?.(blueprint.build(known)) ?? true
    yield { ...known, isListed, value: undefined, sketch: undefined, piece: undefined }
  }
}

function toVersion(
  blueprint: Blueprint,
  ordinal: number,
  fields: JsonObject,
  before: Pick<Version, 'id' | 'createdAt' | 'updatedAt'>,
): Version {
  // A copy, so that a test that changes its object later does not change the record.
  const value = copyOf(fields)
  const updatedAt = secondsOf(value['updated_at'], before.updatedAt)
  const { activityField } = blueprint
  return {
    id: before.id,
    ordinal,
    createdAt: secondsOf(value['created_at'], before.createdAt),
    updatedAt,
    activeAt: activityField === undefined ? updatedAt : secondsOf(value[activityField], 0),
    isListed: blueprint.isListed?.(value) ?? true,
    value,
    sketch: undefined,
    piece: undefined,
  }
}

function givenId({ id }: JsonObject): string | undefined {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}

function secondsOf(value: JsonValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
