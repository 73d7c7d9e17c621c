import { createDuckdbDestination } from '@ingestr/destination-duckdb'
import { createPage } from '@ingestr/records'

import { measure, peakMegabytes, type Cost } from '../measure.ts'
import { mergeRequest } from './contacts.ts'
import { readPages, renameContacts } from './pages.ts'

/** `committedSeconds` is until the last commit, `seconds` until the file is closed. */
export type FirstLoad = Cost & {
  readonly rows: number
  readonly committedSeconds: number
  readonly peakMegabytes: number
}

const commitBytes = 32 * 2 ** 20

/** Loads the pages `rounds` times, each time as other contacts, with a commit for every 32 MiB that further pages do not wait for. */
async function firstLoad(pages: string, database: string, rounds: number): Promise<FirstLoad> {
  let rows = 0
  let committedSeconds = 0
  const begun = performance.now()
  const cost = await measure(async () => {
    await using destination = createDuckdbDestination({ path: database, threads: 1 })
    await using load = await destination.openLoad(mergeRequest())
    let bytes = 0
    let commit: Promise<unknown> = Promise.resolve()
    for (let round = 0; round < rounds; round += 1) {
      for (const page of readPages(pages)) {
        await load.write(createPage(round === 0 ? page : renameContacts(page, `r${round}`)))
        bytes += page.byteLength
        if (bytes < commitBytes) continue
        await commit
        commit = load.commit()
        bytes = 0
      }
    }
    await commit
    rows = (await load.publish()).rows
    committedSeconds = (performance.now() - begun) / 1000
  })
  return { rows, committedSeconds, ...cost, peakMegabytes: peakMegabytes() }
}

const [pages = '', database = '', rounds = '1'] = process.argv.slice(2)
process.stdout.write(`${JSON.stringify(await firstLoad(pages, database, Number(rounds)))}\n`)
