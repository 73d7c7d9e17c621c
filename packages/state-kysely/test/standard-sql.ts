import type { DatabaseKind } from './database.ts'

type Standard = Pick<DatabaseKind, 'integer' | 'listColumns' | 'nameOf' | 'secondsBetween' | 'truth'>

/** How DuckDB, DuckLake and Postgres say things alike. 64-bit integers come back as text. */
export const standardSql: Standard = {
  nameOf: (table) => `_ingestr.${table}`,
  integer: String,
  truth: (value) => value,
  secondsBetween: (start, end) => `cast(extract(epoch from ${end} - ${start}) as float8)`,
  listColumns: `select table_name || '.' || column_name as place, data_type as type from information_schema.columns
    where table_schema = '_ingestr' and table_catalog = current_database() order by 1`,
}
