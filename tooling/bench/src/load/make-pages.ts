import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

import { startFakeIntercom } from '@ingestr/fake-intercom'

import { framed } from './pages.ts'

type Body = { readonly pages?: { readonly next?: { readonly starting_after?: string } | null } }

/** Writes pages of 150 contacts as the pretend Intercom sends them. */
async function makePages(path: string, contacts: number): Promise<void> {
  await using fake = await startFakeIntercom({ counts: { contacts }, compresses: false })
  const file = createWriteStream(path)
  const headers = { authorization: `Bearer ${fake.token}`, 'intercom-version': '2.16' }
  let after: string | undefined
  do {
    const query = { field: 'created_at', operator: '>', value: 0 }
    const pagination = { per_page: 150, ...(after === undefined ? {} : { starting_after: after }) }
    const request = { method: 'POST', headers, body: JSON.stringify({ query, pagination }) }
    const response = await fetch(`${fake.url}/contacts/search`, request)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (!file.write(framed(bytes))) await once(file, 'drain')
    const body: Body = JSON.parse(bytes.toString())
    after = body.pages?.next?.starting_after
  } while (after !== undefined)
  file.end()
  await once(file, 'finish')
}

const [path = '', contacts = ''] = process.argv.slice(2)
await makePages(path, Number(contacts))
process.stdout.write('true\n')
