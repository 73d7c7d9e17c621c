import { isObject, type JsonObject } from '../json.ts'
import { numberedId } from './identifiers.ts'

/** The parts that only a read of the single conversation shows, as many as its statistics count, 500 at most. */
export function conversationDetails(conversation: JsonObject): JsonObject {
  const { id, created_at: createdAt = 0, statistics } = conversation
  const counted = isObject(statistics) ? statistics['count_conversation_parts'] : 0
  const count = typeof counted === 'number' ? Math.min(counted, 500) : 0
  const parts = Array.from({ length: count }, (_, place): JsonObject => {
    const at = Number(createdAt) + place
    return {
      type: 'conversation_part',
      id: `${typeof id === 'string' ? id : ''}${place}`,
      part_type: 'comment',
      body: `<p>Part ${place} & more</p>`,
      created_at: at,
      updated_at: at,
      notified_at: at,
      assigned_to: null,
      author: { type: 'admin', id: String(numberedId('admins', 0)), name: 'Ada', email: 'ada@example.com' },
      attachments: [],
      external_id: null,
      redacted: false,
    }
  })
  return { conversation_parts: { type: 'conversation_part.list', conversation_parts: parts, total_count: count } }
}
