import type { Row, TableDefinition, TableName, Value } from '@ingestr/contract'

/** A table with a key and a version, every type of column, and a flattened object. */
export const people: TableDefinition = {
  name: 'people',
  description: 'People of a workspace.',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'], description: 'Unique.' },
    { name: 'name', type: 'text', path: ['name'] },
    { name: 'age', type: 'integer', path: ['age'] },
    { name: 'score', type: 'double', path: ['score'] },
    { name: 'is_active', type: 'boolean', path: ['is_active'] },
    { name: 'updated_at', type: 'timestamp', path: ['updated_at'], encoding: 'unix-seconds' },
    { name: 'location_city', type: 'text', path: ['location', 'city'] },
    { name: 'tags', type: 'json', path: ['tags'] },
  ],
  primaryKey: ['id'],
  versionColumn: 'updated_at',
  strategy: 'merge',
  isOpen: true,
}

const { versionColumn: _, ...unversioned } = people

/** The same without a version: of a replace, every row counts. */
export const labels: TableDefinition = { ...unversioned, name: 'labels', strategy: 'replace' }

export const peopleTarget: TableName = { schema: 'crm', name: 'people' }
export const labelsTarget: TableName = { name: 'labels' }

/** A row of `people` that has only these values. */
export function person(values: Readonly<Record<string, Value>>): Row {
  return { ...Object.fromEntries(people.columns.map(({ name }) => [name, null])), ...values }
}
