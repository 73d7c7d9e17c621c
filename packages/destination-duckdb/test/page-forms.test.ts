import { expect, it } from 'vitest'

import { createFixture, load, page, people, raw } from './fixture.ts'

import type { Json } from '@ingestr/contract'

it('loses no row of a page that DuckDB refuses, says so, and takes the other pages the quick way', async () => {
  await using fixture = await createFixture()
  const refused: Json[] = []
  const pages = [
    page([{ id: 1 }]),
    raw('{"data":[{"id":2,"name":"\\ud800x"},{"id":3,"a":1,"a":2}]}'),
    page([{ id: 4 }]),
  ]
  const outcome = await load(fixture.destination, pages, { report: (event) => refused.push(event['type'] ?? null) })
  expect(outcome).toMatchObject({ received: 4, inserted: 4 })
  expect(refused).toEqual(['page-read-slowly'])
  expect(await fixture.rows('SELECT name FROM intercom.people ORDER BY id')).toEqual([
    { name: null },
    { name: '\ufffdx' },
    { name: null },
    { name: null },
  ])
})

it('is not misled by a page whose text, which DuckDB quotes, tells of the disk or of memory', async () => {
  await using fixture = await createFixture()
  const name = 'fatal error: out of memory, failed to pin block, io error: no space left, interrupt'
  await load(fixture.destination, [raw(`{"data":[{"id":1,"id":2,"name":"${name}"}]}`)])
  expect(await fixture.rows('SELECT id, name FROM intercom.people')).toEqual([{ id: '2', name }])
})

it('refuses a body that is no JSON with INVALID_PAGE, and stores nothing of the load', async () => {
  await using fixture = await createFixture()
  await using opened = await fixture.destination.openLoad({
    tables: [{ definition: people, target: { name: 'people' } }],
    strategy: 'merge',
    generation: 'g',
    run: { id: 'r', startedAt: 0 },
  })
  await opened.write(page([{ id: 1 }]))
  await opened.write(raw('{"data":[{"id":'))
  await expect(opened.publish()).rejects.toMatchObject({ code: 'INVALID_PAGE' })
  await expect(opened.publish()).rejects.toMatchObject({ code: 'INVALID_PAGE' })
  expect(await fixture.destination.describe({ name: 'people' })).toBeUndefined()
})

it.each([
  ['that is larger than DuckDB takes by default', `{"data":[${' '.repeat(2 ** 26)}{"id":1,"name":"x"}]}`],
  ['with line breaks between its tokens', JSON.stringify({ data: [{ id: 1, name: 'x' }] }, null, '\r\n')],
])('takes a page %s the quick way', async (_, body) => {
  await using fixture = await createFixture()
  const slow: Json[] = []
  await load(fixture.destination, [raw(body)], { report: (event) => slow.push(event) })
  expect(slow).toEqual([])
  expect(await fixture.rows('SELECT id, name FROM intercom.people')).toEqual([{ id: '1', name: 'x' }])
})

it('stores a text that is longer than DuckDB takes by default', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [page([{ id: 1, name: 'x'.repeat(2 ** 24 + 5) }])])
  expect(await fixture.rows('SELECT length(name) AS length FROM intercom.people')).toEqual([
    { length: String(2 ** 24 + 5) },
  ])
})

it('lets the last of repeated keys count, also where others differ from them in case only', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [raw('{"data":[{"id":1,"location":{"city":"x","City":"y","city":"z"}}]}')])
  expect(await fixture.rows('SELECT location_city FROM intercom.people')).toEqual([{ location_city: 'z' }])
})

it('takes a number for one with a fraction where it was written so, in a page that DuckDB refuses too', async () => {
  await using fixture = await createFixture()
  await load(fixture.destination, [raw('{"data":[{"id":1,"name":"\\ud800","ratio":1.0}]}')])
  expect(await fixture.rows('SELECT ratio, typeof(ratio) AS type FROM intercom.people')).toEqual([
    { ratio: 1, type: 'DOUBLE' },
  ])
})
