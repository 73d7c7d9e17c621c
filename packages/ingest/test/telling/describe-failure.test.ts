import { IngestError } from '@ingestr/contract'
import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../src/telling/describe-failure.ts'

const canary = 'dG9rOmNhbmFyeS1jYW5hcnk='

describe('a failure', () => {
  it('is told in the words of its error, on one line', () => {
    const error = new IngestError('DESTINATION_FAILED', 'The disk is full.\n  Make room, and run again.')
    expect(describeFailure(error)).toEqual({
      code: 'DESTINATION_FAILED',
      message: 'The disk is full. Make room, and run again.',
    })
  })

  it('is told by kind, code and place only where nobody foresaw it', () => {
    const error = Object.assign(new TypeError(`failed: intercom://?access_token=${canary}`), { code: 'ENOSPC' })
    const { message } = describeFailure(error)
    expect(message).toMatch(/\(INTERNAL: TypeError ENOSPC at telling\/describe-failure\.test\.ts:\d+\)/)
    expect(message).not.toContain(canary)
  })

  it.each([[`thrown text ${canary}`], [undefined], [{ code: canary }]])('survives what is no error: %j', (thrown) => {
    const { message } = describeFailure(thrown)
    expect(message).toContain('INTERNAL')
    expect(message).not.toContain(canary)
  })
})
