import type { JsonObject, JsonValue } from '../json.ts'
import type { Dice } from './dice.ts'
import { htmlBody, nameOf, sentence } from './words.ts'

/** The message that began a conversation. `subject` is null on some, though the description does not say so. */
export function source(
  dice: Dice,
  { ordinal, contact }: { readonly ordinal: number; readonly contact: { readonly id: string } },
): JsonObject {
  const isEmail = dice.oneIn(2)
  return {
    type: ordinal % 30 === 4 ? 'unknown' : isEmail ? 'email' : 'conversation',
    id: String(403_918_000 + ordinal),
    delivered_as: 'customer_initiated',
    subject: isEmail ? sentence(dice) : dice.oneIn(2) ? '' : null,
    body: htmlBody(dice),
    author: { type: 'user', id: contact.id, name: nameOf(dice), email: 'author@example.com' },
    attachments: ordinal % 6 === 3 ? [attachment(dice, ordinal)] : [],
    url: dice.oneIn(2) ? null : 'https://www.example.com/pricing?a=1&b=2',
    redacted: false,
    ...(isEmail ? email(dice) : {}),
  }
}

/** A number by the description; recorded sizes are text on some. */
function attachment(dice: Dice, ordinal: number): JsonObject {
  const size = dice.below(5_000_000)
  return {
    type: 'upload',
    name: 'Bild "1".png',
    url: 'https://downloads.example.com/i/1.png',
    content_type: 'image/png',
    filesize: ordinal % 12 === 3 ? String(size) : size,
    width: dice.below(4000),
    height: dice.below(4000),
  }
}

function email(dice: Dice): { readonly [key: string]: JsonValue } {
  return {
    recipients: [{ type: 'to', email: 'support@example.com', drop_reason: null }],
    reply_to: dice.oneIn(2) ? null : [{ email: 'reply@example.com', name: null }],
    email_message_metadata: {
      message_id: `<${dice.hex(12)}@mail.example.com>`,
      subject: sentence(dice),
      email_address_headers: [{ type: 'from', email_address: 'author@example.com', name: nameOf(dice) }],
      history: '<blockquote>earlier</blockquote>',
    },
  }
}
