import { EventEmitter } from 'node:events'

import { describe, expect, it } from 'vitest'

import { listenForInterruption, type Interruption } from '../src/interruption.ts'

interface Scene {
  readonly interruption: Interruption
  readonly exits: readonly number[]
  readonly lines: readonly string[]
  /** A signal, `afterMs` after the last one. */
  readonly press: (signal: NodeJS.Signals, afterMs: number) => void
}

function createScene(): Scene {
  const emitter = new EventEmitter()
  const exits: number[] = []
  const lines: string[] = []
  let now = 0
  const interruption = listenForInterruption({
    process: { on: (signal, listener) => emitter.on(signal, listener), exit: (code) => exits.push(code) },
    now: () => now,
    write: (line) => lines.push(line),
  })
  return {
    interruption,
    exits,
    lines,
    press(signal, afterMs) {
      now += afterMs
      emitter.emit(signal, signal)
    },
  }
}

describe('an interruption', () => {
  it('asks to stop at the first press, to abort at the second, and ends the process at the third', () => {
    const { interruption, exits, lines, press } = createScene()
    press('SIGINT', 1000)
    expect([interruption.stop.aborted, interruption.abort.aborted, exits.length]).toEqual([true, false, 0])
    expect(lines).toHaveLength(1)
    press('SIGINT', 1000)
    expect([interruption.abort.aborted, exits.length]).toEqual([true, 0])
    press('SIGINT', 1000)
    expect(exits).toEqual([130])
  })

  it('takes two signals of one press for one, as npx passes it on', () => {
    const { interruption, press } = createScene()
    press('SIGINT', 1000)
    press('SIGINT', 20)
    expect(interruption.abort.aborted).toBe(false)
  })

  it('that comes once the run is over ends the process with the exit code of an interruption', () => {
    const { interruption, exits, press } = createScene()
    interruption[Symbol.dispose]()
    press('SIGTERM', 1000)
    expect(exits).toEqual([143])
    expect(interruption.stop.aborted).toBe(false)
  })
})
