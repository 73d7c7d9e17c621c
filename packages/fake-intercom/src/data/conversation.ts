import { rawNumber, type JsonObject, type JsonValue } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { conversationAttributes } from './attributes.ts'
import {
  aiAgent,
  linkedObjects,
  monitorEvaluations,
  salesAgent,
  scorecards,
  slaApplied,
} from './conversation-extras.ts'
import { conversationRating, conversationStatistics } from './conversation-statistics.ts'
import { source } from './conversation-source.ts'
import { createDice, type Dice } from './dice.ts'
import { numberedId, salts } from './identifiers.ts'
import { sentence } from './words.ts'
import type { World } from './world.ts'

/** One conversation of a list (schema `conversation_list_item`, with the differences of recorded answers). */
export function buildConversation(world: World, version: Seedling): JsonObject {
  const { id, ordinal, createdAt, updatedAt } = version
  const dice = createDice(world.seed, salts.conversations, ordinal)
  const contact = { type: 'contact', ...contactOf(world, dice) }
  const state = dice.pick(['open', 'closed', 'snoozed'])
  const admin = dice.oneIn(3) ? 0 : numberedId('admins', dice.below(4))
  return {
    type: 'conversation',
    id,
    title: dice.oneIn(3) ? sentence(dice) : null,
    created_at: createdAt,
    updated_at: updatedAt,
    waiting_since: state === 'open' ? updatedAt : null,
    snoozed_until: state === 'snoozed' ? updatedAt + 86_400 : null,
    open: state !== 'closed',
    state,
    read: dice.oneIn(2),
    priority: ordinal % 43 === 1 ? 'not_priority' : dice.pick(['none', 'low', 'medium', 'high', 'urgent']),
    admin_assignee_id: ordinal % 21 === 2 ? String(admin) : admin,
    team_assignee_id: ordinal % 47 === 3 ? null : dice.oneIn(2) ? 0 : numberedId('teams', dice.below(3)),
    ...(ordinal % 4 === 1 ? { company: company(world, dice) } : {}),
    tags: { type: 'tag.list', tags: tags(world, dice, createdAt) },
    conversation_rating: conversationRating(dice, { createdAt, contact }),
    source: source(dice, { ordinal, contact }),
    contacts: { type: 'contact.list', contacts: [contact] },
    teammates: { type: 'admin.list', admins: admin === 0 ? [] : [{ type: 'admin', id: String(admin) }] },
    custom_attributes: conversationAttributes(dice, ordinal),
    first_contact_reply: dice.oneIn(3) ? null : { created_at: createdAt + 5, type: 'conversation', url: null },
    sla_applied: slaApplied(dice),
    statistics: ordinal % 10 === 9 ? null : conversationStatistics(dice, { ordinal, createdAt, updatedAt }),
    linked_objects: linkedObjects(dice),
    ai_agent_participated: ordinal % 3 === 0,
    ai_agent: ordinal % 3 === 0 ? aiAgent(dice, createdAt) : null,
    ...(ordinal % 5 === 0 ? { sales_agent_participated: true, sales_agent: salesAgent(dice) } : {}),
    ...(ordinal % 2 === 0 ? { channel: { initial: 'email', current: dice.oneIn(2) ? null : 'chat' } } : {}),
    ...(ordinal % 8 === 2 ? { external_references: [{ type: 'salesforce', id: '5003000000D8cuI' }] } : {}),
    topics: { type: 'topic.list', topics: [], total_count: 0 },
    ticket: null,
    ...(ordinal % 25 === 6 ? { reopen_budget: rawNumber('9223372036854775808') } : {}),
    ...(ordinal % 9 === 5 ? { monitor_evaluations: monitorEvaluations(createdAt) } : {}),
    ...(ordinal % 9 === 7 ? { scorecards: scorecards(createdAt) } : {}),
  }
}

function contactOf(world: World, dice: Dice): { readonly id: string; readonly external_id: string | null } {
  const ordinal = dice.below(Math.max(world.counts.contacts, 1))
  return { id: world.contactId(ordinal), external_id: dice.oneIn(3) ? null : `user-${ordinal}` }
}

function company(world: World, dice: Dice): JsonObject {
  const ordinal = dice.below(Math.max(world.counts.companies, 1))
  return { type: 'company', id: world.companyId(ordinal), name: `Company ${ordinal}`, company_id: `company-${ordinal}` }
}

function tags(world: World, dice: Dice, createdAt: number): JsonValue {
  if (world.counts.tags === 0 || !dice.oneIn(3)) {
    return []
  }
  const ordinal = dice.below(world.counts.tags)
  return [
    {
      type: 'tag',
      id: String(numberedId('tags', ordinal)),
      name: `Tag ${ordinal}`,
      applied_at: createdAt + 30,
      applied_by: { type: 'admin', id: String(numberedId('admins', 0)) },
    },
  ]
}
