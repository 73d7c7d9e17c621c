import type { Column } from '@ingestr/contract'

import { boolean, flattened, json, text } from '../column.ts'

/** The message that started a conversation. */
export const conversationSource: readonly Column[] = flattened('source', [
  text('type', 'Where it came from: `conversation`, `email`, `push` or another.'),
  text('id', 'Id of the message.'),
  text('delivered_as', 'How it started: `customer_initiated`, `admin_initiated` or another.'),
  json('recipients', 'Recipients of the email, with the reason where one was dropped.'),
  json('reply_to', 'Addresses that a reply to the email goes to.'),
  text('subject', 'Subject.'),
  text('body', 'Body, which may be HTML.'),
  ...flattened('author', [
    text('type', '`user`, `lead`, `admin`, `bot` or another.'),
    text('id', 'Id of the author; joins contacts.id or admins.id by type.'),
    text('name', 'Name of the author.'),
    text('email', 'Email address of the author.'),
  ]),
  json('attachments', 'Attached files.'),
  text('url', 'Page that it was started on.'),
  boolean('redacted', 'Whether the message was redacted.'),
  ...flattened('email_message_metadata', [
    text('message_id', 'Message-ID header of the email.'),
    text('subject', 'Subject of the email.'),
    json('email_address_headers', 'Address headers of the email.'),
    text('history', 'Quoted or forwarded earlier emails, HTML.'),
  ]),
])
