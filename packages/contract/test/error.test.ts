import { expect, it, vi } from 'vitest'

import { isWorthAnotherTry } from '../examples/recognise-errors.ts'
import { IngestError } from '../src/index.ts'

it('keeps its code and cause, and is not retryable unless it says so', () => {
  const cause = new TypeError('socket closed')
  const error = new IngestError('REQUEST_FAILED', 'The server did not answer.', { cause })
  expect(error).toMatchObject({ name: 'IngestError', code: 'REQUEST_FAILED', isRetryable: false, cause })
  expect(isWorthAnotherTry(error)).toBe(false)
})

it('is recognised across installed copies of the package, where instanceof fails', async () => {
  vi.resetModules()
  const copy = await import('../src/error.ts')
  const error = new copy.IngestError('REQUEST_FAILED', 'The server did not answer.', { isRetryable: true })
  expect(error instanceof IngestError).toBe(false)
  expect(IngestError.isInstance(error)).toBe(true)
  expect(isWorthAnotherTry(error)).toBe(true)
})

it('does not take other values for one of its own', () => {
  for (const value of [undefined, null, 'REQUEST_FAILED', new Error('x'), { code: 'REQUEST_FAILED' }]) {
    expect(IngestError.isInstance(value)).toBe(false)
  }
})

it('keeps its mark out of what is logged', () => {
  expect(Object.keys(new IngestError('REQUEST_FAILED', 'x')).toSorted()).toEqual(['code', 'isRetryable', 'name'])
})
