import { afterEach, describe, expect, it, vi } from 'vitest'

import { parseInstant } from '../src/instant.ts'

const noon = Date.UTC(2024, 0, 15, 12, 30, 45)

describe('a date on the command line', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it.each([
    ['2024-01-15', Date.UTC(2024, 0, 15)],
    ['2024-01-15T12:30:45', noon],
    ['2024-01-15T12:30:45Z', noon],
    ['2024-01-15T14:30:45+02:00', noon],
    ['2024-01-15T12:30:45.250-0000', noon + 250],
    ['2024-01-15T08:30:45.000-0400', noon],
    ['2024-01-15 12:30:45', noon],
    ['2024-01-15 12:30:45.123000', noon + 123],
    ['2024-01-15 18:00:45.000000+05:30', noon],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['1969-12-31T23:59:59Z', -1000],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text, '--interval-start')).toBe(expected)
  })

  it.each(['2024-01-15', '2024-01-15T00:00:00', '2024-01-15 00:00:00.000'])(
    'is UTC without a zone, wherever the machine is: %s',
    (text) => {
      vi.stubEnv('TZ', 'America/New_York')
      expect(new Date('2024-01-15T00:00:00').getTimezoneOffset()).toBe(300)
      expect(parseInstant(text, '--interval-start')).toBe(Date.UTC(2024, 0, 15))
    },
  )

  it('rounds parts of a millisecond up, so that a record of the whole second before stays outside', () => {
    expect(parseInstant('2024-01-15T12:30:45.0001', '--interval-start')).toBe(noon + 1)
  })

  it.each([
    'yesterday',
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-01-15T25:00:00',
    '2024-01-15T12:30',
    '2024-01-15T12:30:45+25:00',
    '15.01.2024',
    '1705321845',
    ' 2024-01-15',
  ])('refuses %s, names it, and shows a good one', (text) => {
    expect(() => parseInstant(text, '--interval-end')).toThrow(
      `${JSON.stringify(text)} is no date for --interval-end: write 2026-11-23, or 2026-11-23T08:30:00Z.`,
    )
  })

  it('does not show what may be a URI in the wrong place', () => {
    expect(() => parseInstant('intercom://?access_token=canary', '--interval-end')).toThrow(
      /^The given value is no date/,
    )
  })
})
