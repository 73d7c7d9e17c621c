import { IngestError, type LoadRequest, type TableDefinition, type TableName } from '@ingestr/contract'

import { canonicalName, foldName } from './identifier.ts'
import { checkSchema } from './target.ts'
import { wishableTypes, wishedType } from './wished-type.ts'

/**
 * Before anything is opened. Throws `INVALID_LOAD` for a request that contradicts itself, and `INVALID_ARGUMENT` for a target
 * that cannot be.
 */
export function checkLoadRequest(request: LoadRequest): void {
  if (request.tables.length === 0) throw invalid('A load needs at least one table.')
  const targets = request.tables.map(({ target }) => canonicalName(target))
  const repeated = firstRepeated(targets)
  if (repeated !== undefined) throw invalid(`Two tables of one load have the same target ${repeated}.`)
  for (const { definition, target } of request.tables) {
    checkSchema(target)
    checkTarget(target)
    checkDefinition(definition, request.strategy)
  }
}

function checkTarget({ schema, name }: TableName): void {
  if (name === '' || schema === '') {
    throw new IngestError(
      'INVALID_ARGUMENT',
      'A table and its schema need names. Leave the schema out for the one of DuckDB itself.',
    )
  }
  if (foldName(schema ?? '') === '_ingestr') {
    throw new IngestError(
      'INVALID_ARGUMENT',
      `In the schema ${schema} ingestr keeps what it remembers. Load ${name} into another one.`,
    )
  }
}

function checkDefinition(definition: TableDefinition, strategy: LoadRequest['strategy']): void {
  const { name, columns, primaryKey, versionColumn } = definition
  const unheardOf = columns.find((column) => column.storedAs !== undefined && wishedType(column) === undefined)
  if (unheardOf !== undefined) {
    throw invalid(
      `The column ${unheardOf.name} of ${name} cannot be ${unheardOf.storedAs}. Types that can be asked for: ${wishableTypes}.`,
    )
  }
  const names = columns.map((column) => foldName(column.name))
  const repeated = firstRepeated(names)
  if (repeated !== undefined)
    throw invalid(`The table ${name} declares two columns named ${repeated}; case does not count.`)
  const reserved = names.find((column) => column.startsWith('_ingestr_'))
  if (reserved !== undefined) throw invalid(`The table ${name} declares ${reserved}; names that begin so are reserved.`)
  const declared = new Set(columns.map((column) => column.name))
  for (const column of [...primaryKey, ...(versionColumn === undefined ? [] : [versionColumn])]) {
    if (!declared.has(column))
      throw invalid(`The table ${name} has no column ${column}, which its key or version names.`)
  }
  if (strategy === 'merge' && primaryKey.length === 0) {
    throw invalid(`The table ${name} has no primary key to merge by. Give it one, or append.`)
  }
}

function firstRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) < index)
}

function invalid(message: string): IngestError {
  return new IngestError('INVALID_LOAD', message)
}
