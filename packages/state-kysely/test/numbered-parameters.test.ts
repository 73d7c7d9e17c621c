import { describe, expect, test } from 'vitest'

import { numberParameters } from '@ingestr/state-kysely'

import { databases } from './databases.ts'

test.each([
  ['select ?, ?', 'select $1, $2'],
  ["select '?', ?", "select '?', $1"],
  ["select 'it''s ?', ?", "select 'it''s ?', $1"],
  [`select "a""?" from t where b=?`, `select "a""?" from t where b=$1`],
  [String.raw`select E'\'?', ?, 'back\', ?`, String.raw`select E'\'?', $1, 'back\', $2`],
  ['select ? -- why?\n, ?', 'select $1 -- why?\n, $2'],
  ['select /* what? */ ?', 'select /* what? */ $1'],
  ['select $$?$$, $x$ ? $$ ? $x$, ?', 'select $$?$$, $x$ ? $$ ? $x$, $1'],
  ['select 1', 'select 1'],
])('%j has its parameters numbered, and no other question mark', (text, numbered) => {
  expect(numberParameters(text)).toBe(numbered)
})

describe.each(databases.filter(({ dialect }) => dialect === 'postgres'))('in $name', (kind) => {
  test('question marks in literals and names are what they were', async () => {
    await using place = await kind.makePlace()
    await using database = await place.connect()
    await database.executor.apply([{ text: 'create table t ("a?" text)', parameters: [] }])
    await database.executor.apply([{ text: `insert into t values ('?' || ?)`, parameters: ["it's?"] }])
    const question = { text: `select "a?" from t where "a?" <> '?' and "a?" like ?`, parameters: ['%?'] }
    expect(await database.executor.query(question)).toEqual([{ 'a?': "?it's?" }])
  })
})
