import type { JsonObject } from '../json.ts'
import type { Dice } from './dice.ts'
import { numberedId } from './identifiers.ts'

interface Lifetime {
  readonly ordinal: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Mostly null on recorded answers, though the description says they never are. */
export function conversationStatistics(dice: Dice, { ordinal, createdAt, updatedAt }: Lifetime): JsonObject {
  const seconds = (): number | null => (dice.oneIn(2) ? dice.below(100_000) : null)
  const time = (): number | null => (dice.oneIn(2) ? createdAt + dice.below(updatedAt - createdAt + 1) : null)
  const response = [{ team_id: numberedId('teams', 0), team_name: 'Équipe "A"', response_time: dice.below(9000) }]
  return {
    type: 'conversation_statistics',
    time_to_assignment: seconds(),
    time_to_admin_reply: seconds(),
    time_to_first_close: seconds(),
    time_to_last_close: seconds(),
    median_time_to_reply: seconds(),
    first_contact_reply_at: createdAt,
    first_assignment_at: time(),
    first_admin_reply_at: time(),
    first_close_at: time(),
    last_assignment_at: time(),
    last_assignment_admin_reply_at: time(),
    last_contact_reply_at: time(),
    last_admin_reply_at: time(),
    last_close_at: time(),
    last_closed_by_id: dice.oneIn(2) ? String(numberedId('admins', 1)) : null,
    count_reopens: dice.below(4),
    count_assignments: dice.below(6),
    count_conversation_parts: 1 + dice.below(12),
    assigned_team_first_response_time: ordinal % 4 === 0 ? response : [],
    assigned_team_first_response_time_in_office_hours: ordinal % 4 === 0 ? response : [],
    handling_time: seconds(),
    adjusted_handling_time: seconds(),
    ...(ordinal % 16 === 3 ? { time_to_first_smile: 12.5 } : {}),
  }
}

export function conversationRating(
  dice: Dice,
  { createdAt, contact }: { readonly createdAt: number; readonly contact: JsonObject },
): JsonObject | null {
  if (!dice.oneIn(4)) {
    return null
  }
  return {
    rating: 1 + dice.below(5),
    remark: dice.oneIn(2) ? '' : 'Danke 🙏 "super"',
    created_at: createdAt + 900,
    updated_at: createdAt + 960,
    contact,
    teammate: { type: 'admin', id: String(numberedId('admins', 2)) },
  }
}
