import { IngestError } from '@ingestr/contract'
import { describe, expect, it } from 'vitest'

import { describeFailure } from '../src/failure.ts'

const canary = 'dG9rOmNhbmFyeS1jYW5hcnk='

describe('a failure', () => {
  it('is told in the words of its error, on one line', () => {
    const error = new IngestError('DESTINATION_FAILED', 'The disk is full.\n  Make room, and run again.')
    expect(describeFailure(error)).toEqual({
      code: 'DESTINATION_FAILED',
      message: 'The disk is full. Make room, and run again.',
      exitCode: 1,
    })
  })

  it('is a usage error where an argument cannot be', () => {
    expect(describeFailure(new IngestError('INVALID_ARGUMENT', 'No.')).exitCode).toBe(2)
  })

  it.each([
    ['page_size=abc cannot be: write a number.', '--page-size=abc cannot be: write a number.'],
    ['memory_limit=1KB is too little.', 'memory_limit=1KB is too little.'],
  ])('names the flag that a value came from, where there is one: %s', (given, told) => {
    expect(describeFailure(new IngestError('INVALID_ARGUMENT', given)).message).toBe(told)
    expect(describeFailure(new IngestError('INVALID_URI', given)).message).toBe(given)
  })

  it('advises the flag, where it is one', () => {
    const error = new IngestError('DESTINATION_LOCKED', 'Wait: ?lock_timeout=10m. Or: ?memory_limit=4GB')
    expect(describeFailure(error).message).toBe('Wait: --lock-timeout=10m. Or: ?memory_limit=4GB')
  })

  it('is told by kind, code and place only where nobody foresaw it', () => {
    const error = Object.assign(new TypeError(`failed: intercom://?access_token=${canary}`), { code: 'ENOSPC' })
    const { message, exitCode } = describeFailure(error)
    expect(message).toMatch(/\(INTERNAL: TypeError ENOSPC at test\/failure\.test\.ts:\d+\)/)
    expect(message).not.toContain(canary)
    expect(exitCode).toBe(1)
  })

  it.each([[`thrown text ${canary}`], [undefined], [{ code: canary }]])('survives what is no error: %j', (thrown) => {
    const { message } = describeFailure(thrown)
    expect(message).toContain('INTERNAL')
    expect(message).not.toContain(canary)
  })
})
