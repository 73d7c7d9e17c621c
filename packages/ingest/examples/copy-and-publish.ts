import { ingest, publish, readTable } from '@ingestr/ingest'

/** Copies the contacts into one file, and publishes it at another, which readers may open and keep open while runs go on. */
export async function copyAndPublish(sourceUri: string, file: string, published: string): Promise<string> {
  const destUri = `duckdb:///${file}`
  await ingest({ sourceUri, sourceTables: 'contacts', destUri, destTable: 'intercom.contacts' })
  const { path } = await publish({ destUri, path: published })
  const { columns, rows, count } = await readTable({
    destUri: `duckdb:///${path}`,
    table: 'intercom.contacts',
    limit: 10,
  })
  return `${path}: ${count} contacts of ${columns.length} columns; read: ${rows.length}`
}
