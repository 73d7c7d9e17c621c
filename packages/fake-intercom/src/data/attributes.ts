import { rawNumber, type JsonObject, type JsonValue } from '../json.ts'
import type { Dice } from './dice.ts'
import { nameOf, sentence } from './words.ts'

/** Numbers that a double cannot hold, or writes otherwise. */
const hardNumbers = [
  '9007199254740993',
  '-9007199254740993',
  '9223372036854775807',
  '18446744073709551616',
  '170141183460469231731687303715884105727',
  '1.10',
  '100.00',
  '1e3',
  '-0.0',
  '0.1000000000000000055511151231257827',
] as const

function hardNumber(dice: Dice): JsonValue {
  return rawNumber(dice.pick(hardNumbers))
}

/** What a workspace put into `custom_attributes`: any scalar, and the type of a key is not the same on every record. */
export function customAttributes(dice: Dice, ordinal: number): JsonObject {
  if (dice.oneIn(5)) {
    return {}
  }
  const attributes: { [key: string]: JsonValue } = {
    paid_subscriber: dice.oneIn(2),
    'Monthly spend': dice.below(100_000) / 100,
    team_mates: dice.below(50),
  }
  if (ordinal % 3 === 0) {
    attributes['order_number'] = hardNumber(dice)
  }
  if (ordinal % 4 === 1) {
    attributes['score'] = ordinal % 8 === 1 ? dice.below(100) : String(dice.below(100))
  }
  if (ordinal % 5 === 2) {
    attributes['Größe "m²"'] = dice.oneIn(3) ? null : nameOf(dice)
  }
  if (ordinal % 7 === 3) {
    attributes['remark'] = dice.oneIn(2) ? '' : sentence(dice)
  }
  return attributes
}

/** What only conversations have: lists and objects (facts, section 2.3). */
export function conversationAttributes(dice: Dice, ordinal: number): JsonObject {
  return {
    ...customAttributes(dice, ordinal),
    'Copilot used': dice.oneIn(2),
    ...(ordinal % 6 === 1 ? { Topics: ['billing', 'größe', null] } : {}),
    ...(ordinal % 6 === 2 ? { Order: { type: 'order', id: rawNumber('9007199254740995'), lines: [] } } : {}),
  }
}
