import type { Column } from '@ingestr/contract'

import { boolean, flattened, integer, json, text, time } from '../column.ts'

/** What Intercom's own agents did in a conversation. */
export const conversationAgents: readonly Column[] = [
  boolean('ai_agent_participated', 'Whether the AI agent took part.'),
  ...flattened('ai_agent', [
    text('source_type', 'What brought the AI agent in: `workflow`, `profile` or another.'),
    text('source_title', 'Title of what brought the AI agent in.'),
    text('last_answer_type', '`ai_answer` or `custom_answer`.'),
    text('resolution_state', '`assumed_resolution`, `confirmed_resolution`, `escalated` or another.'),
    integer('rating', 'Rating that the AI agent was given, 1 to 5.'),
    text('rating_remark', 'Remark with the rating.'),
    time('created_at', 'When the rating was created.'),
    time('updated_at', 'When the rating was last updated.'),
    json('content_sources', 'What the answers were made from.'),
  ]),
  boolean('sales_agent_participated', 'Whether the sales agent took part.'),
  ...flattened('sales_agent', [
    text('outcome', '`qualified`, `disqualified`, `product_discovery`, `escalated_to_support` or `spam`.'),
    text('routing_outcome', 'Id of the routing outcome that the sales agent chose.'),
    json('collected_data', 'What the sales agent collected, by name.'),
  ]),
]
