import type { Dice } from './dice.ts'
import type { Schedule } from './schedule.ts'
import { type Traits, Workspace } from './workspace.ts'

const day = 86_400

/** A workspace with what was in it before the first run, and what changes it. */
export class Population {
  readonly workspace: Workspace
  readonly #dice: Dice
  readonly #schedule: Schedule
  readonly #isEvenlyNumbered: boolean
  #created = 0

  constructor(id: string, schedule: Schedule, dice: Dice, nowMs: number) {
    this.workspace = new Workspace(id, dice, schedule.longestLagMs)
    this.#dice = dice
    this.#schedule = schedule
    this.#isEvenlyNumbered = dice.chance(0.8)
    this.#settle(Math.floor(nowMs / 1000) - dice.between(1, 3 * day))
  }

  /** One change of any kind. */
  change(nowMs: number): void {
    const { workspace } = this
    const kind = this.#dice.random()
    const ids = [...workspace.live.keys()]
    const id = ids[this.#dice.between(0, ids.length - 1)]
    if (id === undefined || kind < 0.25) workspace.create(this.#traits(Math.floor(nowMs / 1000)), nowMs)
    else if (kind < 0.75) workspace.update(id, nowMs)
    else if (kind < 0.85) workspace.updateSilently(id, nowMs)
    else workspace.delete(id, nowMs)
  }

  #settle(latest: number): void {
    const dice = this.#dice
    const { isCrowded } = this.#schedule
    const few = dice.pick([dice.between(0, 4), dice.between(5, 25), dice.between(20, 60), dice.between(40, 60)])
    const count = isCrowded ? dice.between(470, 520) : few
    const days = dice.between(1, 20)
    const width = isCrowded ? dice.pick([3, 10_000]) : dice.pick([days * day, days * day, 20_000, 3, 0])
    const grain = dice.pick([1, 1, 3600, day])
    for (let index = 0; index < count; index += 1) {
      const at = latest - width + dice.between(0, width)
      const createdAt = Math.floor(at / grain) * grain
      const changes = dice.chance(0.5) ? 0 : dice.between(0, Math.max(0, latest - createdAt))
      this.workspace.import(this.#traits(createdAt), createdAt, createdAt + changes)
    }
  }

  #traits(at: number): Traits {
    const dice = this.#dice
    const { table, isDisordered } = this.#schedule
    this.#created += 1
    const number = this.#isEvenlyNumbered ? this.#created : this.#created * 16
    const isContact = table === 'contacts'
    const noise = isContact ? dice.between(0, 0xff_ff_ff) : 0
    const id = isContact ? hex(at, 8) + hex(noise, 10) + hex(number, 6) : String(1000 + number)
    const letter = 'abcdefghij'.charAt(dice.between(0, 9))
    return {
      id,
      email: dice.chance(0.95) ? `${letter}${number}@example.com` : null,
      externalId: dice.chance(0.5) ? `${number}` : null,
      role: dice.chance(0.7) ? 'user' : 'lead',
      misplacedBy: isDisordered && dice.chance(0.2) ? dice.between(0, 2 * day) : 0,
    }
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
