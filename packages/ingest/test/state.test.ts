import { existsSync } from 'node:fs'

import { createManualClock, rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { startCopy } from './copy-harness.ts'
import { readTable } from './table-truth.ts'

const counts = { contacts: 200 }

describe('a checkpoint', () => {
  it('belongs to a workspace: the contacts of another one do not mix in, and both are named', async () => {
    await using first = await startCopy({ counts, workspace: { id: 'alpha111' } })
    await using second = await startCopy({ counts, seed: 2, workspace: { id: 'beta2222', region: 'EU' } })
    await first.copy('contacts')
    const error = await rejectionOf(first.copy('contacts', { sourceUri: second.fake.connectionUri() }))
    expect(error.code).toBe('TARGET_TAKEN')
    expect(error.message).toContain('intercom:us:alpha111')
    expect(error.message).toContain('intercom:eu:beta2222')
    expect(await first.differencesOf('contacts')).toEqual([])
  })

  it('is one for a table, however its name is written', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('contacts', { destTable: 'contacts' })
    const result = await harness.copy('contacts', { destTable: 'MAIN.Contacts' })
    expect(result.counts.inserted).toBe(0)
    expect(result.counts.received).toBeLessThan(200)
  })

  it('is one for each target table', async () => {
    await using harness = await startCopy({ counts })
    await harness.copy('contacts')
    const result = await harness.copy('contacts', { destTable: 'copy.contacts' })
    expect(result.counts.inserted).toBe(200)
  })

  it.each(['_ingestr.checkpoints', '_INGESTR.runs'])('may not be overwritten by the target %s', async (destTable) => {
    await using harness = await startCopy({ counts })
    const error = await rejectionOf(harness.copy('contacts', { destTable }))
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(existsSync(harness.path)).toBe(false)
  })

  it('does not hold the token, nor does any other stored text', async () => {
    await using harness = await startCopy({ counts, token: 'canary+token/of=the=test' })
    await harness.copy('contacts')
    for (const table of ['checkpoints', 'runs', 'run_tables']) {
      const stored = await readTable(harness.path, '_ingestr', table)
      expect(stored.rows.length).toBeGreaterThan(0)
      expect(JSON.stringify(stored.rows)).not.toContain('canary')
    }
  })
})

describe('bad input', () => {
  it.each([
    ['intercom://?region=us', 'access_token'],
    ['intercom://?access_token=canary&region=mars', 'region=eu'],
    ['intercom://?access_token=canary&regio=us', 'region'],
    ['intercm://?access_token=canary', 'intercom://'],
    ['intercom://canary', 'access_token'],
    ['canary', 'source URI does not start with a scheme'],
    ['duckdb:///x.duckdb', 'is a destination and no source. The source URI is like intercom://'],
  ])('%s is refused before any request, and the way out is named', async (sourceUri, wayOut) => {
    await using harness = await startCopy({ counts })
    const error = await rejectionOf(harness.copy('contacts', { sourceUri }))
    expect(error.code).toBe('INVALID_URI')
    expect(error.message).toContain(wayOut)
    expect(error.message).not.toContain('canary')
    expect(existsSync(harness.path)).toBe(false)
  })

  it('a wrong token names the regions and not the token, and makes no file', async () => {
    await using harness = await startCopy({ counts })
    const sourceUri = harness.fake.connectionUri().replace(/access_token=[^&]*/, 'access_token=canary-wrong')
    const error = await rejectionOf(harness.copy('contacts', { sourceUri }))
    expect(error.code).toBe('UNAUTHORIZED')
    expect(error.message).toMatch(/eu.*au/)
    expect(error.message).not.toContain('canary')
    expect(existsSync(harness.path)).toBe(false)
  })

  it('a plan without the feature is told by the table, and makes no file', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/conversations/search', times: 9, fault: { kind: 'status', status: 403 } })
    const error = await rejectionOf(harness.copy('conversations'))
    expect(error.code).toBe('FORBIDDEN')
    expect(error.message).toContain('conversations')
    expect(existsSync(harness.path)).toBe(false)
  })

  it.each([403, 404])('a token or host that answers GET /me with %i copies all the same', async (status) => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: '/me', times: 99, fault: { kind: 'status', status } })
    const result = await harness.copy('contacts')
    expect(result.source).toContain('fake1234')
    expect(result.notes.join(' ')).toContain('timezone')
    expect(await harness.differencesOf('contacts')).toEqual([])
  })

  it('a clock of ours that runs ahead loses no change, even where GET /me and contacts are refused', async () => {
    await using harness = await startCopy({ counts })
    const runtime = { ...harness.runtime, clock: createManualClock(harness.clock.now() + 3_600_000) }
    harness.fake.failNext({ path: /^\/(me|contacts\/search)$/, times: 99, fault: { kind: 'status', status: 403 } })
    await harness.copy('articles', { runtime })
    harness.clock.advance(60_000)
    harness.fake.store.articles.create({ title: 'made when our clock had passed it' })
    harness.clock.advance(60_000)
    await harness.copy('articles', { runtime })
    expect(await harness.differencesOf('articles')).toEqual([])
  })

  it('a token that may neither read GET /me nor contacts copies what it may, and says what cannot be checked', async () => {
    await using harness = await startCopy({ counts })
    harness.fake.failNext({ path: /^\/(me|contacts\/search)$/, times: 99, fault: { kind: 'status', status: 403 } })
    const result = await harness.copy('articles')
    expect(result.source).toMatch(/^intercom:us:token-[0-9a-f]{16}$/)
    expect(result.notes.join(' ')).toContain('stays with this token')
    expect(await harness.differencesOf('articles')).toEqual([])
  })
})
