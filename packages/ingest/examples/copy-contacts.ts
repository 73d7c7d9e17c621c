import { ingest } from '@ingestr/ingest'

/** Copies the contacts; called again, it fetches only what is new or updated. */
export async function copyContacts(sourceUri: string, file: string): Promise<string> {
  const { tables } = await ingest({
    sourceUri, // intercom://?access_token=<token>&region=us
    sourceTables: 'contacts',
    destUri: `duckdb:///${file}`,
    destTable: 'intercom.contacts',
    report: (event) => {
      if (event.type === 'rows-committed') console.error(`${event['rows']} rows so far`)
    },
  })
  const [{ target, counts }] = tables
  return `${target}: ${counts.inserted} new, ${counts.updated} updated`
}
