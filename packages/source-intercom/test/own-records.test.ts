import type { IntercomPage } from '@ingestr/intercom-client'
import { startFakeIntercom } from '@ingestr/fake-intercom'
import { describe, expect, it } from 'vitest'

import { newPartition, type Partition } from '../src/checkpoint.ts'
import { withoutOthers } from '../src/search/own-records.ts'
import { openSource, readAll } from './source-harness.ts'

const open = { lower: null, upper: null } as const

function pageOf(times: ReadonlyArray<number | undefined>, body?: string): IntercomPage {
  const data = times.map((at, index) => ({ id: `${index}`, ...(at !== undefined && { created_at: at }) }))
  const records = data.map(({ id, created_at: createdAt }) => ({ id, createdAt, updatedAt: undefined }))
  const text = body ?? JSON.stringify({ type: 'list', data, total_count: 99, pages: { page: 1 } })
  const envelope = { recordsKey: 'data', count: records.length, records, truncatedLists: 0, totalCount: 99 }
  return { bytes: new TextEncoder().encode(text), envelope, requestedPerPage: 150 }
}

function rest(
  page: IntercomPage,
  range: Partition,
  wanted: { lower: number | null; upper: number | null } = open,
): unknown {
  const terms = { sortedBy: 'createdAt', wanted, settled: null, settledEnd: 'open' } as const
  const own = withoutOthers(page, range, terms)
  const { data, ...around } = JSON.parse(Buffer.from(own.page.bytes).toString())
  expect(around).toEqual({ type: 'list', total_count: 99, pages: { page: 1 } })
  expect(own.page.envelope).toBe(page.envelope)
  return [data.map(({ id }: { readonly id: string }) => Number(id)), own.leftOut]
}

describe('a page of a walk whose range was cut', () => {
  it.each([
    ['upwards', newPartition({ lower: 1, upper: 5 }, 'ascending'), [1, 4, 4, 5, 6], [[0, 1, 2], 2]],
    ['downwards', newPartition({ lower: 5, upper: 9 }, 'descending'), [8, 5, 4, 4], [[0, 1], 2]],
    ['with nothing of its own', newPartition({ lower: 1, upper: 5 }, 'ascending'), [5, 6], [[], 2]],
    ['with nothing of others', newPartition({ lower: 1, upper: 5 }, 'ascending'), [1, 4], [[0, 1], 0]],
    ['without records', newPartition({ lower: 1, upper: 5 }, 'ascending'), [], [[], 0]],
    [
      'whose last record has no time',
      newPartition({ lower: 1, upper: 5 }, 'ascending'),
      [4, 6, undefined],
      [[0, 1, 2], 0],
    ],
    [
      'that is out of order',
      { ...newPartition({ lower: 1, upper: 5 }, 'ascending'), isDisordered: true },
      [4, 6],
      [[0, 1], 0],
    ],
    ['without an end', newPartition({ lower: 1, upper: null }, 'ascending'), [4, 6], [[0, 1], 0]],
  ] as const)('has only records of its own: %s', (_, range, times, expected) => {
    expect(rest(pageOf(times), range)).toEqual(expected)
  })

  it('keeps what no other walk brings: what lies behind the range of the plan', () => {
    const range = newPartition({ lower: 1, upper: 5 }, 'ascending')
    expect(rest(pageOf([4, 6]), range, { lower: 1, upper: 5 })).toEqual([[0, 1], 0])
  })

  it('is left as it is where its records cannot be found, or are others than were counted', () => {
    const range = newPartition({ lower: 1, upper: 5 }, 'ascending')
    const around = '"type":"list","total_count":99,"pages":{"page":1}'
    const twice = pageOf([4, 6], `{${around},"data":[{"id":"0"},{"id":"1","id":"1"}]}`)
    expect(rest(twice, range)).toEqual([[0, 1], 0])
    const fewer = pageOf([4, 6], `{${around},"data":[{"id":"0"}]}`)
    expect(rest(fewer, range)).toEqual([[0], 0])
  })
})

it('brings no record twice because ranges were cut', async () => {
  await using fake = await startFakeIntercom({ counts: { contacts: 3000 } })
  const { ids, batches } = await readAll(openSource(fake.url, fake.token, { perPage: 50, sustainedRequests: 40 }), {
    table: 'contacts',
  })
  expect(new Set(ids).size).toBe(3000)
  expect(ids.length).toBe(3000)
  expect(batches.at(-1)?.audit).toMatchObject({ read: 3000, repeated: 0, missing: 0 })
})
