// node copy-with-progress.ts 'intercom://?access_token=<token>&region=us' intercom.duckdb
import { ingest } from '@ingestr/ingest'

const [sourceUri = '', file = 'intercom.duckdb'] = process.argv.slice(2)
const stop = new AbortController()
// Once: what has arrived is stored, and the next run goes on from there.
process.once('SIGINT', () => stop.abort())

const result = await ingest({
  sourceUri,
  sourceTables: ['contacts', 'tags'],
  destUri: `duckdb:///${file}`,
  destTable: 'intercom.{table}',
  stop: stop.signal,
  report: (event) => {
    if (event.type === 'records-counted') console.log(`${String(event['table'])}: ${String(event['count'])} to read`)
    if (event.type === 'rows-committed')
      console.log(`${String(event['table'])}: ${String(event['received'])} rows so far`)
  },
})
for (const table of result.tables) {
  console.log(`${table.table} ${table.status}: ${table.counts.inserted} new, ${table.counts.updated} updated`)
}
