import type { JsonObject } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { createDice, type Dice } from './dice.ts'
import { salts } from './identifiers.ts'
import { nameOf } from './words.ts'
import type { World } from './world.ts'

/** The fields of a contact that searches ask for most. */
export interface ContactSketch extends JsonObject {
  readonly id: string
  readonly external_id: string | null
  readonly role: 'user' | 'lead'
  readonly email: string | null
  readonly name: string | null
  readonly signed_up_at: number | null
  readonly last_seen_at: number | null
  readonly last_replied_at: number | null
  readonly last_contacted_at: number | null
  readonly last_email_opened_at: number | null
  readonly last_email_clicked_at: number | null
}

/** Most users have an id of the caller's own and an email; a lead never has the first, and seldom the second. */
export function sketchContact(world: World, { id, ordinal, createdAt, updatedAt }: Seedling): ContactSketch {
  const dice = createDice(world.seed, salts.contacts, ordinal, 55)
  const isUser = !dice.oneIn(4)
  const time = (): number | null => (dice.oneIn(3) ? null : createdAt + dice.below(updatedAt - createdAt + 1))
  return {
    id,
    external_id: isUser && !dice.oneIn(9) ? externalId(dice, ordinal) : null,
    role: isUser ? 'user' : 'lead',
    email: dice.fraction() < (isUser ? 0.93 : 0.35) ? email(dice, ordinal) : null,
    name: dice.oneIn(8) ? null : nameOf(dice),
    signed_up_at: ordinal % 41 === 5 ? 2_738_966_400 : time(),
    last_seen_at: time(),
    last_replied_at: time(),
    last_contacted_at: time(),
    last_email_opened_at: time(),
    last_email_clicked_at: time(),
  }
}

/** Text that may look like a number and be too large for one. */
function externalId(dice: Dice, ordinal: number): string {
  if (ordinal % 6 === 1) {
    return `46628047112828${dice.below(100_000) + 10_000}`
  }
  return dice.oneIn(3) ? `${dice.hex(8)}-${dice.hex(4)}` : `user-${ordinal}-${dice.hex(6)}`
}

type Words = readonly [string, ...string[]]

const domains: Words = ['example.com', 'müller.example', 'mail.example.org']
const lastNames: Words = ['keller', 'smith', 'garcia', 'nguyen', 'rossi', 'martin', 'kim', 'silva', 'murphy', 'haas']
const offices: Words = ['info', 'sales', 'office', 'contact', 'support', 'hello', 'billing']
/** What real tables have beside letters and digits. */
const oddities: Words = ['_', "o'", 'é', '-', 'ł', '山']

/** As unevenly spread over the alphabet as first names are. */
const firstNames: Words = `
  maria michael martin marta mohamed mia matteo max anna andreas alex ana ahmed alice sophie stefan sara simon sam susan
  julia jan john james jonas jose claire carlos chris chen daniel david diana dmitri laura lukas leo lea emma elena eric
  robert rosa kate karl thomas tim tina peter paul pia ben barbara nina noah greta george hanna hugo felix fatima ivan
  ida victor olga wei yuki zoe umar xavier quentin
`
  .trim()
  .split(/\s+/)
  .reduce<Words>((names, name) => [...names, name], ['mary'])

/** Lowercase, as Intercom keeps them, and no two alike. */
function email(dice: Dice, ordinal: number): string {
  const first = dice.pick(firstNames)
  const domain = dice.pick(domains)
  switch (dice.below(12)) {
    case 0:
      return `${dice.pick(offices)}.${ordinal}@${domain}`
    case 1:
      return `${first.slice(0, 1)}${dice.pick(lastNames)}+${ordinal}@${domain}`
    case 2:
      return dice.oneIn(5) ? `${dice.pick(oddities)}${first}${ordinal}@${domain}` : `${ordinal}${first}@${domain}`
    default:
      return `${first}.${dice.pick(lastNames)}${ordinal}@${domain}`
  }
}
