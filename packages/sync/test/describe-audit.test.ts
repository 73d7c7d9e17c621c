import { describe, expect, it } from 'vitest'

import { notesOf, warningsOf } from '../src/describe-audit.ts'
import { addAudit, noCounts } from '../src/run-counts.ts'

const whole = { before: 9, after: 9, planned: 9, read: 9, repeated: 0, truncated: 0, missing: 0 }

describe('records that were counted before and after, and did not come', () => {
  it('are a warning, also where nothing could be proven', () => {
    const counts = addAudit(noCounts, { ...whole, read: 7, missing: null, unaccounted: 2 })
    expect(warningsOf('people', counts)).toEqual([
      expect.stringMatching(/^2 people fewer came than the source counted before and after.*--full-refresh/),
    ])
  })

  it('are told beside those that are missing', () => {
    const counts = addAudit(noCounts, { ...whole, read: 6, missing: 1, unaccounted: 2 })
    expect(warningsOf('people', counts)).toHaveLength(2)
  })

  it('are no warning where there are none', () => {
    expect(warningsOf('people', addAudit(noCounts, { ...whole, unaccounted: 0 }))).toEqual([])
  })
})

describe('pages with fewer records than asked for', () => {
  it.each([
    [1, /^1 page of people came with fewer/],
    [12, /^12 pages of people came with fewer/],
  ])('are noted with their number, %i', (shortPages, expected) => {
    expect(notesOf('people', addAudit(noCounts, { ...whole, shortPages }))).toEqual([expect.stringMatching(expected)])
  })

  it('are added up over the plans of a run', () => {
    const counts = addAudit(addAudit(noCounts, { ...whole, shortPages: 2 }), { ...whole, shortPages: 3 })
    expect(counts.shortPages).toBe(5)
  })
})

it('a run is proven up to where its last plan is', () => {
  const first = addAudit(noCounts, { ...whole, provenFrom: null, provenBefore: 1000, unproven: 2 })
  const both = addAudit(first, { ...whole, provenFrom: 900, provenBefore: 2000, unproven: 1 })
  expect(both).toMatchObject({ provenFrom: 900, provenBefore: 2000, unproven: 3 })
})
