import { describe, expect, it } from 'vitest'

import { readTuning, tuningParameters } from '../src/tuning.ts'

describe('tuning by parameters', () => {
  it.each([
    [{ page_size: '50' }, { perPage: 50 }],
    [{ extract_parallelism: '1' }, { maxConcurrency: 1 }],
    [{ rate_limit_reserve: '0.25' }, { rateLimitReserve: 0.25 }],
    [{ rate_limit_reserve: '25%' }, { rateLimitReserve: 0.25 }],
    [{ rate_limit_reserve: '0' }, { rateLimitReserve: 0 }],
    [{ index_lag: '15m' }, { indexLagMs: 900_000 }],
    [{ index_lag: '900s' }, { indexLagMs: 900_000 }],
    [{ index_lag: '1h' }, { indexLagMs: 3_600_000 }],
    [{ index_lag: '0s' }, { indexLagMs: 0 }],
    [{}, {}],
  ])('reads %j', (values, expected) => {
    const unset = { perPage: undefined, maxConcurrency: undefined, rateLimitReserve: undefined, indexLagMs: undefined }
    expect(readTuning(values)).toEqual({ ...unset, ...expected })
  })

  it.each([
    ['page_size', '0'],
    ['page_size', '151'],
    ['page_size', '1.5'],
    ['page_size', ''],
    ['extract_parallelism', '257'],
    ['extract_parallelism', 'many'],
    ['rate_limit_reserve', '1'],
    ['rate_limit_reserve', '100%'],
    ['rate_limit_reserve', '-0.1'],
    ['index_lag', '15'],
    ['index_lag', '25h'],
    ['index_lag', '1d'],
  ])('refuses %s=%s, and says what can be', (name, value) => {
    expect(() => readTuning({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'INVALID_URI',
        message: expect.stringMatching(new RegExp(`^${name}=${value === '' ? '…' : value} cannot be: write a .+[.]$`)),
      }),
    )
  })

  it('shows no value that may be a token in the wrong place', () => {
    expect(() => readTuning({ page_size: 'dG9rOmNhbmFyeQ==' })).toThrow('page_size=… cannot be')
  })

  it('explains each parameter that it reads', () => {
    const names = tuningParameters.flatMap((parameter) => parameter.names)
    expect(names).toEqual(['page_size', 'extract_parallelism', 'rate_limit_reserve', 'index_lag'])
  })
})
