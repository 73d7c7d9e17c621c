import { startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

const noon = Date.UTC(2026, 10, 10, 20)
const hour = 60 * 60 * 1000
const count = 3000

type Change = { readonly [field: string]: string | number | null }

/** Reads contacts of one day, changed beforehand, whose ids cannot be searched by. Every search for a page, as text. */
async function readDay(changeOf: (index: number) => Change): Promise<readonly string[]> {
  const clock = createManualClock()
  const createdBetween = [noon, noon + 2 * hour] as const
  await using fake = await startFakeIntercom({
    clock,
    counts: { contacts: count },
    createdBetween,
    updatedBetween: createdBetween,
    unsearchable: [{ field: 'id', answer: 'refuse' }],
  })
  const { contacts } = fake.store
  for (const [index, id] of contacts.ids().entries()) contacts.update(id, changeOf(index), { touch: false })
  const source = openSource(fake.url, fake.token, { clock, perPage: 10 })
  const { ids, batches } = await readAll(source, { table: 'contacts' })
  expect(new Set(ids)).toEqual(new Set(contacts.ids()))
  expect(batches.at(-1)?.audit).toMatchObject({ before: count, planned: count, read: count, missing: 0 })
  return fake.requests.map(({ body }) => JSON.stringify(body ?? '')).filter((body) => !body.includes('"per_page":1}'))
}

/** How many different questions about the field were asked for pages of contacts. */
function questionsAbout(field: string, searches: readonly string[]): number {
  const questions = searches
    .filter((body) => body.includes(`"field":"${field}"`))
    .map((body) => body.replace(/"starting_after":"[^"]*"/, ''))
  return new Set(questions).size
}

/** Spread over all first characters, since ids of an import count up. */
const spread = (index: number): string => `${index}`.split('').toReversed().join('')

describe('a day whose contacts have no ids that can be searched by', () => {
  it('is divided by the first character of emails that differs', async () => {
    const searches = await readDay((index) => ({ email: `import-${spread(index)}@acme.example`, external_id: null }))
    expect(questionsAbout('email', searches)).toBeGreaterThanOrEqual(4)
    expect(searches.some((body) => body.includes('"operator":"^","value":"import-'))).toBe(true)
    expect(questionsAbout('role', searches)).toBe(0)
    expect(searches.length).toBeLessThanOrEqual((1.25 * count) / 10)
  })

  it('is divided by external ids where there are no emails', async () => {
    const searches = await readDay((index) => ({ email: null, external_id: `crm:${spread(index)}` }))
    expect(questionsAbout('external_id', searches)).toBeGreaterThanOrEqual(4)
    expect(searches.length).toBeLessThanOrEqual((1.25 * count) / 10)
  })

  it('is divided by the days of later changes where there is neither', async () => {
    const searches = await readDay((index) => ({
      email: null,
      external_id: null,
      updated_at: Math.floor((noon + (1 + (index % 10)) * 24 * hour) / 1000),
    }))
    expect(questionsAbout('updated_at', searches)).toBeGreaterThanOrEqual(4)
    expect(searches.length).toBeLessThanOrEqual((1.25 * count) / 10)
  })

  it('is whole where some lack the email that most have: counts tell, and another key divides it', async () => {
    const searches = await readDay((index) => ({
      email: index % 20 === 7 ? null : `import-${spread(index)}@acme.example`,
      external_id: null,
    }))
    expect(questionsAbout('role', searches)).toBeGreaterThan(0)
  })
})
