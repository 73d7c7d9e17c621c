import { IngestError, type Column, type ColumnType, type TableDefinition } from '@ingestr/contract'
import { findResource, intercomResources, type IntercomResource } from '@ingestr/intercom-resources'

import { code, plain, writeTable } from './write-table.ts'

/** All tables, each with a link to its page. */
export function tableOfTables(): string {
  const rows = Array.from(intercomResources.values(), ({ table }) => [
    `[\`${table.name}\`](/tables/${table.name}.md)`,
    `${table.strategy} by ${table.primaryKey.map(code).join(', ')}`,
    plain(table.description ?? ''),
  ])
  return writeTable(['Table', 'A later run', 'Holds'], rows)
}

/** The page of a table: how it is read and written, and its columns. */
export function tablePage(name: string): string {
  const resource = findResource(name)
  if (resource === undefined) throw new IngestError('INVALID_ARGUMENT', `There is no table ${name}.`)
  const { table } = resource
  return [
    `# ${name}`,
    plain(table.description ?? ''),
    describeTable(resource),
    '## Columns',
    writeTable(['Column, and its type', 'Is'], table.columns.map(describeColumn)),
    'Each row also has `_ingestr_loaded_at` and `_ingestr_run_id`, and a column for every field that Intercom sends and that is not here.',
    ...describeMasks(table),
  ].join('\n\n')
}

function describeTable({ table, listing, interval }: IntercomResource): string {
  return [
    `- **Key**: ${table.primaryKey.map(code).join(', ')}`,
    `- **A later run** ${describeStrategy(table)}`,
    `- **Endpoint**: ${code(table.endpoint ?? '')}, ${listings[listing]}`,
    `- **Intervals** are ${interval === 'supported' ? `of ${code(table.versionColumn ?? '')}` : 'set aside: its records have no versions'}`,
  ].join('\n')
}

function describeStrategy({ strategy, versionColumn }: TableDefinition): string {
  if (strategy === 'replace') return 'replaces the table'
  return `merges: of each key, the row with the newest ${code(versionColumn ?? '')} stays`
}

const listings: Readonly<Record<IntercomResource['listing'], string>> = {
  search: 'in ranges that are read side by side',
  scroll: 'all of it on each run, as the API has no filter',
  numbered: 'by page, the newest first',
  single: 'all in one answer',
}

function describeColumn({ name, type, path, description = '' }: Column): readonly string[] {
  // A nested field is named by its path, of which the column's name does not tell the parts.
  const field = path.length > 1 ? [`Field ${code(path.join('.'))}`] : []
  return [`**${code(name)}**<br>${types[type]}`, [plain(description), ...field].join('<br>')]
}

const types: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  json: 'JSON',
}

function describeMasks({ maskPresets = {} }: TableDefinition): readonly string[] {
  return Object.entries(maskPresets)
    .filter(([, masks]) => masks.length > 0)
    .map(
      ([preset, masks]) => `## Masked by \`--mask ${preset}\`\n\n${masks.map((mask) => `- ${code(mask)}`).join('\n')}`,
    )
}
