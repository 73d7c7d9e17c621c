import type { Column } from '@ingestr/contract'

import { flattened, integer, text, time } from '../column.ts'

/** What the contact said of a conversation, when they first wrote, and what was promised. */
export const conversationOutcome: readonly Column[] = [
  ...flattened('conversation_rating', [
    integer('rating', 'Rating by the contact, 1 to 5.'),
    text('remark', 'Remark with the rating.'),
    time('created_at', 'When the rating was asked for.'),
    time('updated_at', 'When the rating was last updated.'),
    ...flattened('contact', [
      text('type', 'Always `contact`.'),
      text('id', 'Id of the contact who rated; joins contacts.id.'),
      text('external_id', "The customer's own id of the contact who rated."),
    ]),
    ...flattened('teammate', [
      text('type', 'Kind of who was rated: `admin` or another.'),
      text('id', 'Id of who was rated; joins admins.id.'),
    ]),
  ]),
  ...flattened('first_contact_reply', [
    time('created_at', 'When the contact first wrote.'),
    text('type', 'Kind of the first message of the contact.'),
    text('url', 'Page that the contact first wrote on.'),
  ]),
  ...flattened('sla_applied', [
    text('type', 'Always `conversation_sla_summary`.'),
    text('sla_name', 'Name of the service level.'),
    text('sla_status', '`hit`, `missed`, `cancelled` or `active`.'),
  ]),
]
