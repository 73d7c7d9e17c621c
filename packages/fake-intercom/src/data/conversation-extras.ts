import type { JsonObject, JsonValue } from '../json.ts'
import type { Dice } from './dice.ts'

export function slaApplied(dice: Dice): JsonObject | null {
  const status = dice.pick(['hit', 'missed', 'cancelled', 'active'])
  return dice.oneIn(3) ? { type: 'conversation_sla_summary', sla_name: 'Büro 9–5', sla_status: status } : null
}

export function linkedObjects(dice: Dice): JsonObject {
  const data = dice.oneIn(5)
    ? [{ type: 'ticket', id: String(dice.below(9000)), category: dice.pick(['Tracker', 'Customer']) }]
    : []
  return { type: 'list', data, total_count: data.length, has_more: false }
}

export function aiAgent(dice: Dice, createdAt: number): JsonObject {
  const sources = [{ content_type: 'article', url: 'https://help.example.com/1', title: 'Über <uns>', locale: 'de' }]
  return {
    source_type: 'workflow',
    source_title: dice.oneIn(2) ? 'Fin über alles' : null,
    last_answer_type: 'ai_answer',
    resolution_state: dice.pick(['assumed_resolution', 'confirmed_resolution', 'escalated']),
    rating: dice.oneIn(2) ? 4 : null,
    rating_remark: null,
    created_at: createdAt,
    updated_at: createdAt + 10,
    content_sources: { type: 'content_source.list', total_count: 1, content_sources: sources },
  }
}

export function salesAgent(dice: Dice): JsonObject {
  return { outcome: dice.pick(['qualified', 'spam']), routing_outcome: null, collected_data: { budget: '10,000 €' } }
}

/** Only with `include_monitors=true`. */
export function monitorEvaluations(createdAt: number): JsonValue {
  return [
    {
      monitor_id: '12345',
      monitor_name: 'Complaints',
      monitor_type: 'prompt',
      result: 'flagged',
      explanation: null,
      evaluated_at: createdAt + 100,
    },
  ]
}

/** Only with `include_scorecards=true`. */
export function scorecards(createdAt: number): JsonValue {
  return [
    {
      scorecard_id: '67890',
      scorecard_version_id: '67891',
      name: 'Standard QA Review',
      scorecard_type: 'human',
      passed: true,
      score: 0.85,
      ai_score: null,
      evaluated_at: createdAt + 200,
      evaluators: [],
    },
  ]
}
