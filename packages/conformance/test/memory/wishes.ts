import { type Column, IngestError, type Row, type TableDefinition, type Value } from '@ingestr/contract'

type Contract = NonNullable<TableDefinition['contract']>
type Naming = NonNullable<TableDefinition['naming']>

/** A value that arrives, and what its column has; undefined for a column that is not there. */
export interface Cell {
  readonly value: Value
  readonly column: Column | undefined
  readonly stored: readonly Value[] | undefined
}

/** How a destination in memory goes by a definition; a planted fault replaces one of these. */
export interface Wishes {
  readonly types: readonly string[]
  readonly storeAs: (value: Value, type: string) => Value
  /** `columns` are those that are there. */
  readonly spell: (key: string, naming: Naming, columns: readonly string[]) => string
  readonly isHeld: (stored: readonly Row[]) => boolean
  readonly contractOf: (contract: Contract) => Contract
  readonly isBreach: (cell: Cell) => boolean
}

export const rightWishes: Wishes = {
  types: ['bigint', 'varchar'],
  storeAs(value, type) {
    if (value === null) return null
    if (type === 'varchar') return String(value)
    return value instanceof Date ? BigInt(value.getTime() / 1000) : value
  },
  spell(key, naming, columns) {
    if (columns.includes(key)) return key
    const isDirect = naming === 'auto' ? columns.some((name) => snakeCase(name) !== name) : naming === 'direct'
    return isDirect ? key : snakeCase(key)
  },
  isHeld: (stored) => stored.length > 0,
  contractOf: (contract) => contract,
  isBreach: ({ value, column, stored }) => value !== null && (stored === undefined || !isLike(value, column, stored)),
}

/** Rows as they are stored, and how many rows or values were left out, by column. */
export interface Fulfilled {
  readonly rows: readonly Row[]
  readonly discarded: ReadonlyMap<string, number>
}

/** Spells, holds to the contract, and stores as other types, in this order. */
export function fulfil(
  rows: readonly Row[],
  stored: readonly Row[],
  definition: TableDefinition,
  wishes: Wishes,
): Fulfilled {
  const { columns, naming = 'direct', contract = 'evolve' } = definition
  const there = [...new Set([...columns.map(({ name }) => name), ...stored.flatMap((row) => Object.keys(row))])]
  const types = new Map(columns.map((column) => [column.name, column]))
  const asked = wishes.isHeld(stored) ? wishes.contractOf(contract) : 'evolve'
  const discarded = new Map<string, number>()
  const breaches = (row: Row): readonly string[] =>
    Object.keys(row).filter((name) => {
      const known = there.includes(name) ? stored.flatMap((each) => each[name] ?? []) : undefined
      return wishes.isBreach({ value: row[name] ?? null, column: types.get(name), stored: known })
    })
  const fitted = rows
    .map((row) => mapKeys(row, (key) => wishes.spell(key, naming, there)))
    .flatMap((row): readonly Row[] => {
      const broken = asked === 'evolve' ? [] : breaches(row)
      if (broken.length === 0) return [row]
      if (asked === 'freeze') throw new IngestError('SCHEMA_FROZEN', `There is no place for ${broken.join()}.`)
      for (const name of asked === 'discard_row' ? broken.slice(0, 1) : broken) {
        discarded.set(name, (discarded.get(name) ?? 0) + 1)
      }
      return asked === 'discard_row' ? [] : [mapValues(row, (value, name) => (broken.includes(name) ? null : value))]
    })
  const storeAs = (value: Value, name: string): Value => {
    const type = types.get(name)?.storedAs
    return type === undefined ? value : wishes.storeAs(value, type)
  }
  return { rows: fitted.map((row) => mapValues(row, storeAs)), discarded }
}

export function snakeCase(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
}

const fits: Readonly<Record<string, readonly string[]>> = {
  integer: ['bigint'],
  double: ['bigint', 'number'],
  boolean: ['boolean'],
}

function isLike(value: Value, column: Column | undefined, [first]: readonly Value[]): boolean {
  if (column !== undefined) return fits[column.type]?.includes(typeof value) ?? true
  return first === undefined || typeof first === typeof value
}

function mapKeys(row: Row, change: (name: string) => string): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [change(name), value]))
}

function mapValues(row: Row, change: (value: Value, name: string) => Value): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value, name)]))
}
