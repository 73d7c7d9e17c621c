import { boolean, flattened, json, text, time } from '../column.ts'
import { versionedResource, type IntercomResource } from '../resource.ts'
import { companyColumns } from './company-columns.ts'
import { conversationAgents } from './conversation-agents.ts'
import { conversationOutcome } from './conversation-outcome.ts'
import { conversationSource } from './conversation-source.ts'
import { conversationStatistics } from './conversation-statistics.ts'

const state = [
  text('type', 'Always `conversation`.'),
  text('id', "Intercom's id of the conversation."),
  text('title', 'Title.'),
  time('created_at', 'When the conversation was created.'),
  time('updated_at', 'When the conversation was last updated.'),
  time('waiting_since', 'Since when the contact waits for an answer; null once an admin replied.'),
  time('snoozed_until', 'When a snoozed conversation opens again.'),
  boolean('open', 'Whether the conversation is open.'),
  text('state', '`open`, `closed` or `snoozed`.'),
  boolean('read', 'Whether the conversation was read.'),
  text('priority', '`none`, `low`, `medium`, `high` or `urgent`.'),
  text('admin_assignee_id', 'Id of the admin it is assigned to, `0` for none; joins admins.id.'),
  text('team_assignee_id', 'Id of the team it is assigned to, `0` for none; joins teams.id.'),
  ...flattened('channel', [
    text('initial', 'Channel that it started in: `messenger`, `email` or another.'),
    text('current', 'Channel that it is in now.'),
  ]),
]

const related = [
  json('contacts', 'Contacts who take part.'),
  json('teammates', 'Admins who wrote a part.'),
  json('tags', 'Tags on the conversation.'),
  json('topics', 'Topics. Sent by the API, not in its description.'),
  json('ticket', 'The ticket it became. Sent by the API, not in its description.'),
  json('custom_attributes', "The customer's own attributes by name."),
  json('linked_objects', 'Linked conversations and tickets, 1,000 at most.'),
  json('external_references', 'Records in an external helpdesk or CRM, 20 at most.'),
  json('monitor_evaluations', 'Evaluations of quality monitors; sent only where they are asked for.'),
  json('scorecards', 'Scorecards of quality reviews; sent only where they are asked for.'),
]

export const conversations: IntercomResource = versionedResource({
  name: 'conversations',
  description: 'Conversations without their parts, which the API gives one conversation at a time only.',
  listing: 'search',
  path: '/conversations/search',
  recordsKey: 'conversations',
  personal: [
    'title:redact',
    'source_recipients:redact',
    'source_reply_to:redact',
    'source_subject:redact',
    'source_body:redact',
    'source_author_name:redact',
    'source_author_email:redact',
    'source_attachments:redact',
    'source_url:redact',
    'source_email_message_metadata_message_id:redact',
    'source_email_message_metadata_subject:redact',
    'source_email_message_metadata_email_address_headers:redact',
    'source_email_message_metadata_history:redact',
    'conversation_rating_remark:redact',
    'conversation_rating_contact_external_id:hash',
    'first_contact_reply_url:redact',
    'ai_agent_rating_remark:redact',
    'sales_agent_collected_data:redact',
    'company_custom_attributes.*:redact',
    'company_notes:redact',
    'contacts.contacts.*.external_id:hash',
    'custom_attributes.*:redact',
    'ticket:redact',
    'linked_objects.data.*.title:redact',
  ],
  columns: [
    ...state,
    ...conversationSource,
    ...conversationStatistics,
    ...conversationOutcome,
    ...conversationAgents,
    ...flattened('company', [...companyColumns, json('plan', 'Plan that the company is on.')]),
    ...related,
  ],
})
