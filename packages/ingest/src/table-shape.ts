import type { TableDefinition } from '@ingestr/contract'

import { type ColumnTypes, readColumnTypes } from './column-types.ts'
import { checkIncrementalKey, checkPrimaryKey } from './given-keys.ts'
import { readChoice } from './read-choice.ts'
import { chooseStrategy } from './strategy.ts'

/** What a user may ask of the tables that are written, beside what their definitions say. Values are checked when read. */
export interface TableWishes {
  /** What may happen to a table that is there: `evolve` (default), `freeze`, `discard_row` or `discard_value`. */
  readonly schemaContract?: string | undefined
  /** How unknown keys are spelled as columns: `auto` (default), `direct` or `snake_case`. */
  readonly schemaNaming?: string | undefined
  /** Types to store columns as, by name: `created_at:bigint,monthly_spend:decimal(18,2)`, or an object. */
  readonly columns?: ColumnTypes | undefined
  /** `merge`, `replace` or `append`, instead of what the table does by itself. */
  readonly incrementalStrategy?: string | undefined
  /** Names of columns; they must be the table's own key. */
  readonly primaryKey?: string | readonly string[] | undefined
  /** Name of a column; it must be the table's own. */
  readonly incrementalKey?: string | undefined
}

/**
 * Reads the wishes, and says what becomes of a table's definition by them.
 * @throws IngestError `INVALID_ARGUMENT` for a value that cannot be, and for a column that none of `chosen` has; the result
 *   throws it for what its table cannot have
 */
export function shapeOf(
  wishes: TableWishes,
  chosen: readonly TableDefinition[],
): (definition: TableDefinition) => TableDefinition {
  const contract = readChoice('--schema-contract', wishes.schemaContract ?? 'evolve', contracts)
  const naming = readChoice('--schema-naming', wishes.schemaNaming ?? 'auto', namings)
  const types = readColumnTypes(wishes.columns, chosen)
  return (definition) => {
    checkPrimaryKey(definition, wishes.primaryKey)
    checkIncrementalKey(definition, wishes.incrementalKey)
    const columns = definition.columns.map((column) => {
      const storedAs = types.get(column.name)
      return storedAs === undefined ? column : { ...column, storedAs }
    })
    return { ...chooseStrategy(definition, wishes.incrementalStrategy), columns, contract, naming }
  }
}

const contracts = {
  evolve: 'evolve',
  freeze: 'freeze',
  discard_row: 'discard_row',
  discard_value: 'discard_value',
} as const satisfies Record<string, TableDefinition['contract']>

const namings = {
  auto: 'auto',
  default: 'auto',
  direct: 'direct',
  snake_case: 'snake_case',
} as const satisfies Record<string, TableDefinition['naming']>
