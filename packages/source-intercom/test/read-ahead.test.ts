import { rejectionOf } from '@ingestr-tooling/testing'
import { IngestError } from '@ingestr/contract'
import { expect, it } from 'vitest'

import { createReadAhead } from '../src/read-ahead.ts'

/** Whether a promise is still pending once all that can go on has gone on. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  let isPending = true
  void promise.then(() => (isPending = false))
  await new Promise((resolve) => setImmediate(resolve))
  return isPending
}

it('lets a table wait while the pages of all tables together are too many', async () => {
  const readAhead = createReadAhead(100)
  const [one, other] = [readAhead.open(), readAhead.open()]
  one.add(60)
  other.add(50)
  const room = one.reserve()
  expect(one.tryReserve()).toBeUndefined()
  expect(await isWaiting(room)).toBe(true)
  other.remove(50)
  await room
})

it('never lets the first page of a table wait for another one', async () => {
  const readAhead = createReadAhead(100)
  readAhead.open().add(500)
  expect(await isWaiting(readAhead.open().reserve())).toBe(false)
})

it('counts pages that are asked for as the latest one that came, so that what they bring finds its place', async () => {
  const share = createReadAhead(100).open()
  share.add(30)
  expect(share.sparePages).toBe(3)
  const first = await share.reserve()
  await share.reserve()
  await share.reserve()
  const further = [share.reserve(), share.reserve()]
  expect(share.sparePages).toBe(0)
  expect(await isWaiting(Promise.race(further))).toBe(true)
  first.release()
  first.release()
  expect(await isWaiting(Promise.race(further))).toBe(false)
  expect(await isWaiting(Promise.all(further))).toBe(true)
  share.remove(30)
  await Promise.all(further)
})

it('ends a wait that is aborted', async () => {
  const share = createReadAhead(10).open()
  share.add(20)
  const abort = new AbortController()
  const room = rejectionOf(share.reserve({ signal: abort.signal }))
  abort.abort(new IngestError('STOPPED', 'enough'))
  expect(await room).toMatchObject({ code: 'STOPPED' })
})
