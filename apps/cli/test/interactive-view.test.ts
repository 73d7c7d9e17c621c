import { PassThrough } from 'node:stream'

import { createManualClock } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { createInteractiveView } from '../src/progress/interactive-view.ts'

it('takes back the rows that a narrower terminal makes of its lines', () => {
  const stream = Object.assign(new PassThrough(), { columns: 80, rows: 24, isTTY: true })
  const view = createInteractiveView({
    terminal: { print: () => {}, tell: () => {}, fail: () => {} },
    clock: createManualClock(),
    stream: stream as unknown as NodeJS.WriteStream,
    isStdoutTerminal: true,
  })
  view.report({ type: 'run-planned', table: 'contacts', notes: [] })
  view.report({ type: 'records-counted', table: 'contacts', count: 60_000 })
  view.report({ type: 'request-finished', table: 'contacts', limit: 100, remaining: 50 })
  view.tell('one')
  expect(written()).toContain('contacts  0 of 60,000  0 %\n1 request, 50 % of the rate limit used')
  view.tell('two')
  expect(written()).not.toContain('\u001B[0J')

  stream.columns = 20
  view.tell('three')
  // Of 26 and of 38 characters: one row more each.
  expect(written()).toContain('\u001B[2A\u001B[0J')
  view.settle()
  expect(written()).not.toContain('\u001B[0J')

  function written(): string {
    return String(stream.read() ?? '')
  }
})
