import type { Source } from '@ingestr/contract'
import { type FakeIntercom, startFakeIntercom } from '@ingestr/fake-intercom'
import { createManualClock, rejectionOf, type ManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { openSource, readAll } from './source-harness.ts'

const request = { table: 'contacts' } as const

function searches(fake: FakeIntercom): number {
  return fake.requests.filter(({ path }) => path === '/contacts/search').length
}

/** Resolves when the fake was asked so often. */
async function searched(fake: FakeIntercom, times: number): Promise<void> {
  while (searches(fake) < times) await new Promise((resolve) => setTimeout(resolve, 1))
}

type Setting = { readonly fake: FakeIntercom; readonly clock: ManualClock; readonly open: () => Source }

async function withFake(work: (setting: Setting) => Promise<void>): Promise<void> {
  const clock = createManualClock(Date.UTC(2026, 10, 10, 20))
  await using fake = await startFakeIntercom({ clock, counts: { contacts: 400 } })
  await work({ fake, clock, open: () => openSource(fake.url, fake.token, { clock }) })
}

describe('a table that will be read from its beginning', () => {
  it('is asked for before there is a plan, and no page twice for it', () =>
    withFake(async ({ fake, open }) => {
      const usual = await readAll(open(), request)
      const requests = searches(fake)
      fake.resetRequests()
      await using source = open()
      source.anticipate?.('contacts')
      await searched(fake, 1)
      expect(fake.requests.map(({ path }) => path)).toEqual(['/contacts/search'])
      const early = await readAll(source, request)
      expect(new Set(early.ids)).toEqual(new Set(usual.ids))
      expect(early.batches.at(-1)?.audit).toEqual(usual.batches.at(-1)?.audit)
      expect(searches(fake)).toBe(requests)
    }))

  it('counts as read since then: what changes before there is a plan is for the next run', () =>
    withFake(async ({ fake, clock, open }) => {
      await using source = open()
      const since = clock.now()
      source.anticipate?.('contacts')
      await searched(fake, 1)
      clock.advance(30_000)
      const { checkpoint } = await readAll(source, request)
      expect(checkpoint).toMatchObject({ cursor: since - 15 * 60_000, plan: null })
    }))

  it('fails when it is read with what the early request failed with, and unheard where it is not read', () =>
    withFake(async ({ fake, open }) => {
      fake.failNext({ path: '/contacts/search', times: 99, fault: { kind: 'status', status: 403 } })
      await using source = open()
      source.anticipate?.('contacts')
      const error = await rejectionOf(readAll(source, request))
      expect(error).toMatchObject({ code: 'FORBIDDEN' })
      await using unread = open()
      unread.anticipate?.('contacts')
      await unread.identify()
    }))

  it.each([
    ['goes on from a checkpoint', 0],
    ['is made much later', 61_000],
  ])('is asked anew where the plan %s', (_, laterMs) =>
    withFake(async ({ fake, clock, open }) => {
      const first = await readAll(open(), request)
      const { ids: later } = await readAll(open(), { ...request, after: first.checkpoint })
      const changed = new Set(later).size
      fake.resetRequests()
      await using source = open()
      source.anticipate?.('contacts')
      await searched(fake, 1)
      clock.advance(laterMs)
      const after = laterMs === 0 ? { after: first.checkpoint } : {}
      const { ids, batches } = await readAll(source, { ...request, ...after })
      expect(batches.at(-1)?.isLast).toBe(true)
      expect(new Set(ids).size).toBe(laterMs === 0 ? changed : 400)
      expect(searches(fake)).toBeGreaterThan(1)
    }),
  )

  it('is asked once, however often it is told of; tables that are not searched, or not known, are not', () =>
    withFake(async ({ fake, open }) => {
      await using source = open()
      for (const table of ['contacts', 'contacts', 'companies', 'tags', 'nothing']) source.anticipate?.(table)
      await source.identify()
      expect(searches(fake)).toBe(1)
      expect(fake.requests.map(({ path }) => path).toSorted()).toEqual(['/contacts/search', '/me'])
    }))

  it('ends with the read that took it, also before the answer is there', () =>
    withFake(async ({ fake, open }) => {
      const never = Promise.withResolvers<void>()
      const stop = fake.onRequest(({ path }) => (path === '/contacts/search' ? never.promise : undefined))
      const source = open()
      source.anticipate?.('contacts')
      await searched(fake, 1)
      const abort = new AbortController()
      const reading = readAll(source, request, { signal: abort.signal })
      setTimeout(() => abort.abort(new Error('at once')), 20)
      await expect(reading).rejects.toThrow('at once')
      never.resolve()
      stop()
      await source[Symbol.asyncDispose]()
    }))
})
