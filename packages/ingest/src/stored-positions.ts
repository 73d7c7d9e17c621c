import type { Json, Position, SqlExecutor, SqlStatement } from '@ingestr/contract'

const table = '_ingestr_positions'

/** Where a position belongs: a table's own rows, or what a replace has staged of it under a generation. */
export interface PositionKey {
  readonly target: string
  readonly generation: string
}

/** What is stored of some targets; a key that is missing was never stored, null is a table that was not there. */
export type StoredPositions = ReadonlyMap<string, Json>

/** Makes the table where there is none. */
export const createPositions: SqlStatement = {
  text: `create table if not exists ${table} (target text, generation text, position text, primary key (target, generation))`,
  parameters: [],
}

export async function findPositions(
  sql: SqlExecutor,
  targets: readonly string[],
  generation: string,
): Promise<StoredPositions> {
  const found = new Map<string, Json>()
  for (const target of targets) {
    const text = `select position from ${table} where target = ? and generation = ?`
    const [row] = await sql.query({ text, parameters: [target, generation] })
    const position = row?.['position']
    if (typeof position === 'string') found.set(target, parsePosition(position))
  }
  return found
}

export function storePosition({ target, generation }: PositionKey, position: Json): SqlStatement {
  const text = `insert into ${table} values (?, ?, ?) on conflict do update set position = excluded.position`
  return { text, parameters: [target, generation, JSON.stringify(position)] }
}

/** Forgets what is stored of a target under other generations than these. */
export function forgetPositions(target: string, kept: string): SqlStatement {
  return { text: `delete from ${table} where target = ? and generation <> ?`, parameters: [target, kept] }
}

/** What a destination is given: tables that are not there have no position. */
export function toPosition(stored: StoredPositions): Position {
  return Object.fromEntries([...stored].filter(([, position]) => position !== null))
}

function parsePosition(text: string): Json {
  const position: Json = JSON.parse(text)
  return position
}
