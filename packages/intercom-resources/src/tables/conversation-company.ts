import type { Column } from '@ingestr/contract'

import { decimal, flattened, integer, json, text, time } from '../column.ts'

/** The company of a conversation, as it was sent with it; its own lists and objects are kept whole. */
export const conversationCompany: readonly Column[] = flattened('company', [
  text('type', 'Always `company`.'),
  text('id', "Intercom's id of the company; joins companies.id."),
  text('company_id', "The customer's own id of the company."),
  text('app_id', 'Code of the workspace that the company is in.'),
  text('name', 'Name of the company.'),
  json('plan', 'Plan that the company is on.'),
  time('remote_created_at', "When the company was created in the customer's own system."),
  time('created_at', 'When the company was added to Intercom.'),
  time('updated_at', 'When the company was last updated.'),
  time('last_request_at', 'When the company was last seen making a request.'),
  integer('size', 'Number of employees of the company.'),
  text('website', "Address of the company's website."),
  text('industry', 'Industry that the company works in.'),
  decimal('monthly_spend', "Revenue a month, in the customer's currency; may have a fraction."),
  integer('session_count', 'Number of sessions recorded for the company.'),
  integer('user_count', 'Number of users in the company.'),
  json('custom_attributes', "The customer's own attributes of the company."),
  json('tags', 'Tags on the company.'),
  json('segments', 'Segments that the company is in.'),
  json('notes', 'Notes on the company.'),
])
