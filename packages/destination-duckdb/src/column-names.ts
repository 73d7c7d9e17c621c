import { createHash } from 'node:crypto'

import type { TableDefinition } from '@ingestr/contract'

import { isBookkeeping } from './bookkeeping.ts'
import { foldName } from './identifier.ts'
import { keyOfComment } from './key-comment.ts'
import { snakeCase } from './snake-case.ts'
import type { StagedColumn } from './staged-column.ts'
import type { StoredTable } from './stored-table.ts'

export type Naming = NonNullable<TableDefinition['naming']>

/**
 * What staged columns are called in a table, where DuckDB ignores case. A declared column is the stored one of its name in
 * any letters. A key that has a column already keeps it. Of new keys that want one name, the first to arrive has it; the
 * others have a suffix hashed from their own spelling, now and in every later load.
 *
 * `tables` are the table as it is and, for a replace, the one whose place it takes.
 */
export function nameColumns(
  staged: readonly StagedColumn[],
  tables: readonly StoredTable[],
  naming: Naming = 'direct',
): ReadonlyMap<StagedColumn, string> {
  const register = new NameRegister(tables)
  const names = new Map<StagedColumn, string>()
  const unknown = staged.filter(({ type }) => type === undefined)
  for (const column of staged) {
    if (column.type !== undefined) names.set(column, register.declare(column.name))
  }
  for (const column of unknown) {
    const kept = register.find(column.name)
    if (kept !== undefined) names.set(column, kept)
  }
  const spelling = naming === 'auto' ? register.spelling(staged) : naming
  for (const column of unknown) {
    if (!names.has(column)) names.set(column, register.invent(column.name, spelling))
  }
  return names
}

/** The name that a key has beside another that wants the same. */
export function suffixed(name: string, key: string = name): string {
  return `${name}_${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
}

/** Names of columns without regard to case, and the keys that they belong to. */
class NameRegister {
  readonly #spelled = new Map<string, string>()
  /** By folded name; a column without such a comment, which another tool made, belongs to nobody yet. */
  readonly #keys = new Map<string, string>()
  /** Columns by the key that their comment names. */
  readonly #byKey = new Map<string, string>()

  constructor(tables: readonly StoredTable[]) {
    for (const { name, comment } of tables.flatMap(({ columns }) => columns)) {
      this.#spelled.set(foldName(name), name)
      const key = keyOfComment(comment)
      if (key !== undefined) this.#byKey.set(key, this.#take(name, key))
    }
  }

  declare(name: string): string {
    return this.#take(this.#spelled.get(foldName(name)) ?? name, name)
  }

  /** The column that a key has already. */
  find(key: string): string | undefined {
    const names = [this.#byKey.get(key), key, suffixed(key)].flatMap((name) => name ?? [])
    const found = names.find((name) => this.#spelled.get(foldName(name)) === name && this.#isFree(name, key))
    return found === undefined ? undefined : this.#take(found, key)
  }

  invent(key: string, spelling: Exclude<Naming, 'auto'>): string {
    const wanted = spelling === 'direct' ? key : snakeCase(key) || '_'
    const isReserved = wanted !== key && (isBookkeeping(wanted) || wanted.startsWith('_ingestr_'))
    const stored = this.#spelled.get(foldName(wanted))
    const isOpen = stored === undefined || stored === wanted
    return this.#take(isOpen && !isReserved && this.#isFree(wanted, key) ? wanted : suffixed(wanted, key), key)
  }

  /** As the columns are spelled that no definition tells of: as keys are where any of them is not in snake_case. */
  spelling(staged: readonly StagedColumn[]): Exclude<Naming, 'auto'> {
    const declared = new Set(staged.flatMap(({ name, type }) => (type === undefined ? [] : [foldName(name)])))
    const others = [...this.#spelled.values()].filter((name) => !declared.has(foldName(name)) && !isBookkeeping(name))
    return others.some((name) => snakeCase(name) !== name) ? 'direct' : 'snake_case'
  }

  #isFree(name: string, key: string): boolean {
    return [undefined, key].includes(this.#keys.get(foldName(name)))
  }

  #take(name: string, key: string): string {
    this.#spelled.set(foldName(name), name)
    this.#keys.set(foldName(name), key)
    return name
  }
}
