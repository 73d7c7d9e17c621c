import { describe, expect, it } from 'vitest'

import { snakeCase } from '../src/snake-case.ts'
import { createFixture, load, page, people } from './fixture.ts'

import type { Fixture } from './fixture.ts'
import type { Json, TableDefinition } from '@ingestr/contract'

function spelled(naming: NonNullable<TableDefinition['naming']>): TableDefinition {
  return { ...people, naming }
}

/** Columns that no definition tells of, in their order. */
async function unknownColumns(fixture: Fixture): Promise<readonly string[]> {
  const columns = (await fixture.destination.describe({ schema: 'intercom', name: 'people' }))?.columns ?? []
  const declared = people.columns.map(({ name }) => name)
  return columns.filter((name) => !declared.includes(name) && !name.startsWith('_ingestr_'))
}

async function valuesOf(fixture: Fixture, column: string): Promise<readonly unknown[]> {
  const rows = await fixture.rows(`SELECT "${column}" AS value FROM intercom.people ORDER BY id`)
  return rows.map((row) => row['value'])
}

it.each([
  ['planName', 'plan_name'],
  ['PlanName', 'plan_name'],
  ['HTTPStatus', 'http_status'],
  ['E-Mail', 'e_mail'],
  ['sign up.date', 'sign_up_date'],
  ['a+b*c', 'axbxc'],
  ['user@home', 'userahome'],
  ['a|b', 'alb'],
  ['rate_', 'ratex'],
  ['rate__', 'ratexx'],
  ['2fa', '_2fa'],
  ['a__b', 'a__b'],
  ['plan_name', 'plan_name'],
  ['Größe', 'größe'],
  ['ÜberPlan', 'über_plan'],
  ['名前', '名前'],
  ['', ''],
])('spells %j in snake_case as %j', (key, name) => {
  expect(snakeCase(key)).toBe(name)
})

const keys = { planName: 'a', 'E-Mail': 'b', seat_count: 1, location: { ZipCode: 'z' } }

describe('unknown keys', () => {
  it.each([
    ['direct', {}, ['planName', 'E-Mail', 'seat_count', 'location_ZipCode']],
    ['snake_case', {}, ['plan_name', 'e_mail', 'seat_count', 'location_zip_code']],
    ['auto', {}, ['plan_name', 'e_mail', 'seat_count', 'location_zip_code']],
    ['auto', { Plan: 1 }, ['Plan', 'planName', 'E-Mail', 'seat_count', 'location_ZipCode']],
    ['auto', { plan: 1 }, ['plan', 'plan_name', 'e_mail', 'seat_count', 'location_zip_code']],
  ] as const)('are spelled %s, in a table that has %j', async (naming, before, names) => {
    await using fixture = await createFixture()
    if (Object.keys(before).length > 0) await load(fixture.destination, [page([{ id: 0, ...before }])])
    await load(fixture.destination, [page([{ id: 1, ...keys }])], { definition: spelled(naming) })
    expect(await unknownColumns(fixture)).toEqual(names)
  })

  it('keep their columns, whatever spelling a later load asks for', async () => {
    await using fixture = await createFixture()
    await load(fixture.destination, [page([{ id: 1, planName: 'a' }])], { definition: spelled('snake_case') })
    await load(fixture.destination, [page([{ id: 2, planName: 'b', seatCount: 1 }])], { definition: spelled('direct') })
    await load(fixture.destination, [page([{ id: 3, planName: 'c', seatCount: 2 }])], {
      definition: spelled('snake_case'),
    })
    expect(await unknownColumns(fixture)).toEqual(['plan_name', 'seatCount'])
    expect(await valuesOf(fixture, 'plan_name')).toEqual(['a', 'b', 'c'])
    expect(await valuesOf(fixture, 'seatCount')).toEqual([null, '1', '2'])
  })

  it('are kept apart where two would have one name, in whatever order and load they come', async () => {
    for (const order of [
      ['planName', 'plan_name', 'PlanName'],
      ['plan_name', 'PlanName', 'planName'],
    ]) {
      await using fixture = await createFixture()
      const definition = spelled('snake_case')
      for (const [id, key] of order.entries()) {
        await load(fixture.destination, [page([{ id, [key]: key }])], { definition })
      }
      const all = Object.fromEntries(order.toReversed().map((key): [string, Json] => [key, key]))
      await load(fixture.destination, [page([{ id: 9, ...all }])], { definition })
      const columns = await unknownColumns(fixture)
      expect(columns).toEqual(['plan_name', expect.stringMatching(/^plan_name_[0-9a-f]{8}$/), expect.anything()])
      for (const [index, column] of columns.entries()) {
        const own = [0, 1, 2].map((id) => (id === index ? order[index] : null))
        expect(await valuesOf(fixture, column)).toEqual([...own, order[index]])
      }
    }
  })

  it('never take the place of a declared or a bookkeeping column', async () => {
    await using fixture = await createFixture()
    const record = {
      id: 1,
      updated_at: 5,
      updatedAt: 'x',
      _ingestrRunId: 'y',
      LocationCity: 'z',
      location: { city: 'X' },
    }
    await load(fixture.destination, [page([record])], { definition: spelled('snake_case') })
    const [row] = await fixture.rows('SELECT updated_at, location_city, _ingestr_run_id FROM intercom.people')
    expect(row).toEqual({ updated_at: '1970-01-01T00:00:05Z', location_city: 'X', _ingestr_run_id: 'run-1' })
    const values = (await fixture.rows('SELECT * FROM intercom.people')).flatMap((each) => Object.values(each))
    expect(values).toEqual(expect.arrayContaining(['x', 'y', 'z']))
  })

  it('go to the columns that another tool made for them, in its spelling', async () => {
    await using fixture = await createFixture()
    const texts = [
      'CREATE SCHEMA intercom',
      'CREATE TABLE intercom.people (id VARCHAR, plan_name VARCHAR, "SeatCount" BIGINT)',
    ]
    await fixture.destination.sql.apply(texts.map((text) => ({ text, parameters: [] })))
    await load(fixture.destination, [page([{ id: 1, planName: 'a', SeatCount: 3 }])], {
      definition: spelled('snake_case'),
    })
    expect(await unknownColumns(fixture)).toEqual(['plan_name', 'SeatCount'])
    expect(await valuesOf(fixture, 'plan_name')).toEqual(['a'])
  })

  it('keep their names when the table is replaced', async () => {
    await using fixture = await createFixture()
    const change = { definition: spelled('snake_case'), strategy: 'replace' } as const
    await load(fixture.destination, [page([{ id: 1, planName: 'a', plan_name: 'b' }])], {
      ...change,
      generation: 'one',
    })
    const before = await unknownColumns(fixture)
    await load(fixture.destination, [page([{ id: 1, plan_name: 'b', planName: 'a' }])], {
      ...change,
      generation: 'two',
    })
    expect((await unknownColumns(fixture)).toSorted()).toEqual([...before].toSorted())
    expect(await valuesOf(fixture, 'plan_name')).toEqual(['a'])
  })
})
