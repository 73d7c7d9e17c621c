import type { Dice } from './dice.ts'

/** One version of a record; never changed, so that an index may hold an old one. */
export interface Version {
  readonly id: string
  /** Unix seconds. */
  readonly createdAt: number
  readonly updatedAt: number
  /** Counts all changes of the record. */
  readonly revision: number
  /** The revision of the last change that moved `updated_at`. */
  readonly toldRevision: number
  readonly email: string | null
  readonly externalId: string | null
  readonly role: 'user' | 'lead'
  /** Seconds by which a search for changes misplaces the record. */
  readonly misplacedBy: number
  /** The record as the API writes it. */
  readonly json: string
}

/** What a record has besides its times. */
export type Traits = Pick<Version, 'id' | 'email' | 'externalId' | 'role' | 'misplacedBy'>

/** Everything in one Intercom workspace, and the search index that learns of it late. */
export class Workspace {
  readonly id: string
  readonly #dice: Dice
  readonly #longestLagMs: number
  readonly #live = new Map<string, Version>()
  readonly #indexed = new Map<string, Version>()
  #pending: Array<{ readonly atMs: number; readonly version: Version }> = []
  /** Ids of records that are gone, and when they went. */
  readonly deletedAtMs: Map<string, number> = new Map<string, number>()
  /** Changes that take a record out of the place where it was. */
  moves = 0
  deletions = 0

  constructor(id: string, dice: Dice, longestLagMs: number) {
    this.id = id
    this.#dice = dice
    this.#longestLagMs = longestLagMs
  }

  get live(): ReadonlyMap<string, Version> {
    return this.#live
  }

  /** What searches find. */
  indexed(nowMs: number): Iterable<Version> {
    if (this.#pending.length > 0) this.#index(nowMs)
    return this.#indexed.values()
  }

  /** Found by searches at once: it was there before the simulation began. */
  import(traits: Traits, createdAt: number, updatedAt: number): void {
    const version = this.#version({ ...traits, createdAt, updatedAt, revision: 1, toldRevision: 1 })
    this.#live.set(version.id, version)
    this.#indexed.set(version.id, version)
  }

  create(traits: Traits, nowMs: number): void {
    const now = Math.floor(nowMs / 1000)
    this.#put(this.#version({ ...traits, createdAt: now, updatedAt: now, revision: 1, toldRevision: 1 }), nowMs)
  }

  update(id: string, nowMs: number): void {
    const version = this.#live.get(id)
    if (version === undefined) return
    const revision = version.revision + 1
    const updatedAt = Math.max(version.updatedAt, Math.floor(nowMs / 1000))
    this.moves += 1
    this.#put(this.#version({ ...version, updatedAt, revision, toldRevision: revision }), nowMs)
  }

  /** As an import of Intercom's own does: the record changes, its `updated_at` does not. */
  updateSilently(id: string, nowMs: number): void {
    const version = this.#live.get(id)
    if (version !== undefined) this.#put(this.#version({ ...version, revision: version.revision + 1 }), nowMs)
  }

  delete(id: string, nowMs: number): void {
    if (!this.#live.delete(id)) return
    this.#indexed.delete(id)
    this.#pending = this.#pending.filter(({ version }) => version.id !== id)
    this.deletedAtMs.set(id, nowMs)
    this.deletions += 1
  }

  #put(version: Version, nowMs: number): void {
    this.#live.set(version.id, version)
    this.#pending.push({ atMs: nowMs + this.#dice.between(0, this.#longestLagMs), version })
  }

  #index(nowMs: number): void {
    const due = this.#pending.filter(({ atMs }) => atMs <= nowMs)
    if (due.length === 0) return
    this.#pending = this.#pending.filter(({ atMs }) => atMs > nowMs)
    for (const { version } of due) {
      if (version.revision > (this.#indexed.get(version.id)?.revision ?? 0)) this.#indexed.set(version.id, version)
    }
  }

  #version(fields: Omit<Version, 'json'>): Version {
    const { id, createdAt, updatedAt, revision, email, externalId, role } = fields
    const body = { id, created_at: createdAt, updated_at: updatedAt, email, external_id: externalId, role, revision }
    return { ...fields, json: JSON.stringify({ ...body, workspace_id: this.id }) }
  }
}
