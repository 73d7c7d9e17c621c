import type { Column } from '@ingestr/contract'

import { decimal, integer, json, text, time } from '../column.ts'

/** What a company has wherever it is sent: in its own list, and with each of its conversations. Its plan aside. */
export const companyColumns: readonly Column[] = [
  text('type', 'Always `company`.'),
  text('id', "Intercom's id of the company."),
  text('company_id', "The customer's own id of the company."),
  text('app_id', 'Code of the workspace that the company is in.'),
  text('name', 'Name of the company.'),
  time('remote_created_at', "When the company was created in the customer's own system."),
  time('created_at', 'When the company was added to Intercom.'),
  time('updated_at', 'When the company was last updated.'),
  time('last_request_at', 'When the company was last seen making a request.'),
  integer('size', 'Number of employees.'),
  text('website', 'Address of the website.'),
  text('industry', 'Industry that the company works in.'),
  decimal(
    'monthly_spend',
    "Revenue a month, in the customer's currency; may have a fraction, though described as whole.",
  ),
  integer('session_count', 'Number of sessions recorded.'),
  integer('user_count', 'Number of users in the company.'),
  json('custom_attributes', "The customer's own attributes by name."),
  json('tags', 'Tags on the company.'),
  json('segments', 'Segments that the company is in.'),
  json('notes', 'Notes on the company.'),
]
