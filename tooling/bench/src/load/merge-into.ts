import { DuckDBInstance } from '@duckdb/node-api'
import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { createPage } from '@ingestr/records'

import { median, peakMegabytes } from '../measure.ts'
import { mergeRequest } from './contacts.ts'
import { readPages, renameContacts, renewContacts } from './pages.ts'

/** Milliseconds from the first page to the commit, medians. */
export type MergeInto = {
  readonly rows: number
  /** Of 10,000 rows, half of them newer versions of rows that are there, half new. */
  readonly changedMs: number
  /** Of 10,000 rows that are there already as they are. */
  readonly sameMs: number
  readonly peakMegabytes: number
}

const batchRows = 10_050
const batches = 7

/** Fills a table up to `rows` with contacts that differ from the pages' in their ids only, then merges into it. */
async function mergeInto(pages: string, database: string, rows: number): Promise<MergeInto> {
  const first = await fill(pages, database, rows)
  const changed: number[] = []
  const same: number[] = []
  let held = 0
  {
    await using destination = createDuckdbDestination({ path: database })
    for (let batch = 0; batch < batches; batch += 1) {
      const half = first.length / 2
      const version = 1_900_000_000 + batch
      const renewed = first.map((page, index) => {
        const copy = renewContacts(Buffer.from(page), version)
        return index < half ? copy : renameContacts(copy, `n${batch}`)
      })
      for (const [batchPages, times] of [
        [renewed, changed],
        [renewed, same],
      ] as const) {
        await using load = await destination.openLoad(mergeRequest())
        const begun = performance.now()
        for (const page of batchPages) await load.write(createPage(page))
        const { rows: total } = await load.commit()
        times.push(performance.now() - begun)
        held = total
      }
    }
  }
  return { rows: held, changedMs: median(changed), sameMs: median(same), peakMegabytes: peakMegabytes() }
}

/** The pages of one batch, whose contacts lie all over the table. */
async function fill(pages: string, database: string, rows: number): Promise<readonly Buffer[]> {
  const first: Buffer[] = []
  let loaded = 0
  {
    await using destination = createDuckdbDestination({ path: database })
    await using load = await destination.openLoad(mergeRequest())
    for (const page of readPages(pages)) {
      if (loaded >= Math.min(rows, 100_000)) break
      if (loaded < batchRows) first.push(page)
      await load.write(createPage(page))
      loaded += 150
    }
    await load.publish()
  }
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  await connection.run("SET memory_limit = '4GB'")
  await connection.run('CREATE TEMP TABLE loaded AS FROM contacts')
  for (let copy = 1; copy < rows / loaded; copy += 1) {
    const id = `'c${String(copy).padStart(3, '0')}' || substr(id, 5) AS id`
    await connection.run(`INSERT INTO contacts SELECT * REPLACE (${id}) FROM loaded`)
  }
  await connection.run('CHECKPOINT')
  connection.closeSync()
  instance.closeSync()
  return first
}

const [pages = '', database = '', rows = ''] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await mergeInto(pages, database, Number(rows)))}\n`)
