import { describe, expect, it } from 'vitest'

import { readSettings } from '../src/read-settings.ts'

const flags = { sourceUri: 'intercom://?access_token=t', sourceTable: 'tags', destUri: 'duckdb:///x.duckdb' }

describe('settings', () => {
  it.each([
    ['SOURCE_URI', 'sourceUri'],
    ['INGESTR_SOURCE_URI', 'sourceUri'],
    ['SOURCE_TABLE', 'sourceTable'],
    ['INGESTR_SOURCE_TABLE', 'sourceTable'],
    ['DESTINATION_URI', 'destUri'],
    ['INGESTR_DESTINATION_URI', 'destUri'],
    ['DESTINATION_TABLE', 'destTable'],
    ['INGESTR_DESTINATION_TABLE', 'destTable'],
  ] as const)('take %s where the flag is not given', (variable, name) => {
    const others = { ...flags, [name]: undefined }
    const read = name === 'sourceTable' ? 'sourceTables' : name
    expect(readSettings(others, { [variable]: 'from-environment' })).toMatchObject({ [read]: 'from-environment' })
  })

  it('prefer the flag to its variables, and the first variable to the second', () => {
    const environment = { SOURCE_TABLE: 'first', INGESTR_SOURCE_TABLE: 'second' }
    expect(readSettings(flags, environment).sourceTables).toBe('tags')
    expect(readSettings({ ...flags, sourceTable: undefined }, environment).sourceTables).toBe('first')
  })

  it('take an empty variable for one that is not set', () => {
    const environment = { SOURCE_TABLE: '', INGESTR_SOURCE_TABLE: 'second' }
    expect(readSettings({ ...flags, sourceTable: undefined }, environment).sourceTables).toBe('second')
  })

  it('read both bounds of an interval as UTC from variables', () => {
    const environment = { INTERVAL_START: '2024-01-15', INGESTR_INTERVAL_END: '2024-01-16 00:00:00' }
    expect(readSettings(flags, environment).interval).toEqual({
      start: Date.UTC(2024, 0, 15),
      end: Date.UTC(2024, 0, 16),
    })
  })

  it('have no interval where no bound is given', () => {
    expect(readSettings(flags, {}).interval).toBeUndefined()
  })

  it.each([
    ['true', true],
    ['1', true],
    ['FALSE', false],
    ['0', false],
  ])('read FULL_REFRESH=%s', (text, expected) => {
    expect(readSettings(flags, { FULL_REFRESH: text }).fullRefresh).toBe(expected)
  })

  it('hand on what is for the source under the names in its URI', () => {
    const given = { ...flags, pageSize: '50', indexLag: '1h' }
    expect(readSettings(given, { INGESTR_RATE_LIMIT_RESERVE: '20%' }).sourceSettings).toEqual({
      page_size: '50',
      extract_parallelism: undefined,
      rate_limit_reserve: '20%',
      index_lag: '1h',
    })
  })

  it('hand on what is for the destination under the names in its URI', () => {
    expect(readSettings(flags, { INGESTR_LOCK_TIMEOUT: '10m' }).destSettings).toEqual({ lock_timeout: '10m' })
    const given = { ...flags, lockTimeout: '30s' }
    expect(readSettings(given, { INGESTR_LOCK_TIMEOUT: '10m' }).destSettings).toEqual({ lock_timeout: '30s' })
  })

  it('are strict by flag or variable', () => {
    expect(readSettings({ ...flags, strict: true }, {}).strict).toBe(true)
    expect(readSettings(flags, { INGESTR_STRICT: '1' }).strict).toBe(true)
    expect(readSettings(flags, {}).strict).toBe(false)
  })

  it('refuse a switch that is neither true nor false', () => {
    expect(() => readSettings({ ...flags, fullRefresh: 'maybe' }, {})).toThrow('"maybe" is no value for --full-refresh')
  })

  it.each([
    [{ FULL_REFRESH: 'maybe' }, '"maybe" is no value for FULL_REFRESH:'],
    [{ INTERVAL_START: '', INGESTR_INTERVAL_START: 'soon' }, '"soon" is no date for INGESTR_INTERVAL_START:'],
    [{ PROGRESS: 'fancy' }, 'PROGRESS cannot be "fancy".'],
  ])('name the variable that a value came from: %j', (environment, words) => {
    expect(() => readSettings(flags, environment)).toThrow(words)
  })

  it('name the flag and its variables where one is missing', () => {
    expect(() => readSettings({ ...flags, destUri: undefined }, {})).toThrow(
      /--dest-uri is missing \(or the variable DESTINATION_URI or INGESTR_DESTINATION_URI\)/,
    )
  })
})
