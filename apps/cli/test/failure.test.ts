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

  it('that nobody foresaw ends with exit code 1', () => {
    expect(describeCommandFailure(new TypeError('x'))).toMatchObject({ code: 'INTERNAL', exitCode: 1 })
  })
})
