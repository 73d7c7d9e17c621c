import { IngestError } from '@ingestr/contract'
import { describe, expect, it } from 'vitest'

import { describeCommandFailure } from '../src/failure.ts'

describe('a failure', () => {
  it.each([
    ['INVALID_ARGUMENT', 2],
    ['INVALID_USAGE', 2],
    ['DESTINATION_FAILED', 1],
  ] as const)('of %s ends with exit code %i', (code, exitCode) => {
    const error = new IngestError(code, 'No.\n  Not so.')
    expect(describeCommandFailure(error)).toEqual({ code, message: 'No. Not so.', exitCode })
  })

  it.each([
    ['page_size=abc cannot be: write a number.', '--page-size=abc cannot be: write a number.'],
    ['memory_limit=1KB is too little.', 'memory_limit=1KB is too little.'],
  ])('names the flag that a value came from, where there is one: %s', (given, told) => {
    expect(describeCommandFailure(new IngestError('INVALID_ARGUMENT', given)).message).toBe(told)
    expect(describeCommandFailure(new IngestError('INVALID_URI', given)).message).toBe(given)
  })

  it('advises the flag, where it is one', () => {
    const error = new IngestError('DESTINATION_LOCKED', 'Wait: ?lock_timeout=10m. Or: ?memory_limit=4GB')
    expect(describeCommandFailure(error).message).toBe('Wait: --lock-timeout=10m. Or: ?memory_limit=4GB')
  })

  it('that nobody foresaw ends with exit code 1', () => {
    expect(describeCommandFailure(new TypeError('x'))).toMatchObject({ code: 'INTERNAL', exitCode: 1 })
  })
})
