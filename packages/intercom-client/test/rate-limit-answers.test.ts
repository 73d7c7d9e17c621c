import { createRateLimiter, type RateLimiter, type RateLimitHeaders } from '@ingestr/intercom-client'
import { createManualClock } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

const clock = createManualClock()
/** What answers of one window say, five seconds before its end. */
const window = { limit: '3', reset: String(clock.now() / 1000 + 5), dateMs: clock.now() }

function answer(remaining: number): RateLimitHeaders {
  return { ...window, remaining: String(remaining) }
}

/** A limiter on a clock of its own that knows the limit, and through which so many requests have gone out since. */
async function afterRequests(count: number): Promise<RateLimiter> {
  const limiter = createRateLimiter({ clock: createManualClock(), reserve: 0 })
  await limiter.acquire()
  limiter.observe(answer(2))
  for (let sent = 0; sent < count; sent += 1) await limiter.acquire()
  return limiter
}

describe('an answer to the rate limiter', () => {
  it('that was overtaken by another one gives back nothing that the other said is spent', async () => {
    const limiter = await afterRequests(2)
    limiter.observe(answer(0))
    limiter.observe(answer(1))
    // `Reset` is rounded, perhaps down: a second later the window is over for certain.
    expect(await limiter.acquire()).toBe(6000)
  })

  it('of a window that is over says nothing of the next one', async () => {
    const limiter = await afterRequests(2)
    limiter.observe(answer(0))
    expect(await limiter.acquire()).toBe(6000)
    limiter.observe(answer(0))
    expect(await limiter.acquire()).toBe(0)
  })

  it('that never came, or says nothing, ends its request all the same', async () => {
    const limiter = await afterRequests(0)
    limiter.observe({ ...window, limit: '10', remaining: '10', reset: String(Number(window.reset) + 10) })
    for (let lost = 0; lost < 30; lost += 1) {
      expect(await limiter.acquire()).toBe(0)
      limiter.observe(lost % 2 === 0 ? undefined : {})
    }
  })
})
