import { ingest } from '@ingestr/ingest'

/** Copies the contacts; called again, it fetches only what is new or updated. */
export async function copyContacts(sourceUri: string, file: string): Promise<string> {
  const result = await ingest({
    sourceUri, // intercom://?access_token=<token>&region=us
    sourceTable: 'contacts',
    destUri: `duckdb:///${file}`,
    destTable: 'intercom.contacts',
    report: (event) => {
      if (event.type === 'rows-committed') console.error(`${event['rows']} rows so far`)
    },
  })
  return `${result.target}: ${result.counts.inserted} new, ${result.counts.updated} updated`
}
