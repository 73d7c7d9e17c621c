import { rawNumber, type JsonObject, type JsonValue } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { customAttributes } from './attributes.ts'
import { sketchContact } from './contact-sketch.ts'
import { createDice, type Dice } from './dice.ts'
import { numberedId, objectId, salts } from './identifiers.ts'
import type { World } from './world.ts'

/** The first of these many are shown in a contact's lists of tags, notes and companies (API description, line 25488). */
const shownLimit = 10

/** One contact of `GET /contacts` (schema `contact`, and what recorded answers have beyond it). */
export function buildContact(world: World, version: Seedling): JsonObject {
  const { id, ordinal, createdAt, updatedAt } = version
  const dice = createDice(world.seed, salts.contacts, ordinal)
  const sketch = sketchContact(world, version)
  return {
    type: 'contact',
    id,
    workspace_id: world.workspaceId,
    external_id: sketch.external_id,
    role: sketch.role,
    email: sketch.email,
    ...(ordinal % 9 === 4 || sketch.email === null ? {} : { email_domain: sketch.email.replace(/.*@/, '') }),
    phone: dice.oneIn(3) ? `+3538${dice.below(100_000_000)}` : null,
    name: sketch.name,
    owner_id: owner(dice, ordinal),
    has_hard_bounced: dice.oneIn(20),
    marked_email_as_spam: dice.oneIn(30),
    unsubscribed_from_emails: dice.oneIn(6),
    unsubscribed_from_sms: false,
    created_at: createdAt,
    updated_at: updatedAt,
    signed_up_at: sketch.signed_up_at,
    last_seen_at: sketch.last_seen_at,
    last_replied_at: sketch.last_replied_at,
    last_contacted_at: sketch.last_contacted_at,
    last_email_opened_at: sketch.last_email_opened_at,
    last_email_clicked_at: sketch.last_email_clicked_at,
    language_override: dice.oneIn(10) ? 'pt-BR' : null,
    browser: dice.oneIn(4) ? null : dice.pick(['chrome', 'safari', 'firefox']),
    browser_version: dice.oneIn(4) ? null : `${90 + dice.below(40)}.0.${dice.below(9000)}`,
    browser_language: dice.oneIn(2) ? null : 'en',
    os: dice.oneIn(2) ? null : dice.pick(['OS X 10.15.7', 'Windows 10', 'Linux']),
    location: location(dice, ordinal),
    ...(ordinal % 10 === 7 ? android(createdAt) : withoutAndroid),
    ...(ordinal % 10 === 8 ? ios(createdAt) : withoutIos),
    custom_attributes: customAttributes(dice, ordinal),
    avatar: avatar(dice, ordinal),
    tags: attached(world, dice, ordinal, { contact: id, kind: 'tags' }),
    notes: attached(world, dice, ordinal, { contact: id, kind: 'notes' }),
    companies: attached(world, dice, ordinal, { contact: id, kind: 'companies' }),
    opted_out_subscription_types: emptyList(`/contacts/${id}/subscriptions`),
    opted_in_subscription_types: emptyList(`/contacts/${id}/subscriptions`),
    social_profiles: {
      type: 'list',
      data:
        ordinal % 12 === 1
          ? [{ type: 'social_profile', name: 'Twitter', url: `http://twitter.com/user${ordinal}` }]
          : [],
    },
    utm_campaign: dice.oneIn(9) ? 'spring & summer' : null,
    utm_content: null,
    utm_medium: null,
    utm_source: dice.oneIn(9) ? 'newsletter' : null,
    utm_term: null,
    referrer: dice.oneIn(5) ? 'https://www.example.com/?q=a%20b&c=d' : null,
    enabled_push_messaging: null,
    ...(ordinal % 17 === 6 ? { sms_consent: dice.oneIn(2) } : {}),
    ...(ordinal % 29 === 3 ? { lifetime_points: rawNumber('9007199254740993') } : {}),
    ...(ordinal % 31 === 4 ? { 'Beta Flags': ['new-inbox', { since: createdAt }] } : {}),
    ...(sketch.role === 'user' && ordinal % 14 === 2 ? { merge_history: mergeHistory(dice, createdAt) } : {}),
  }
}

/** Text from 2.16 on, but some answers still have the number. */
function owner(dice: Dice, ordinal: number): JsonValue {
  const id = numberedId('admins', dice.below(4))
  if (ordinal % 13 === 2) {
    return id
  }
  return dice.oneIn(3) ? String(id) : null
}

function location(dice: Dice, ordinal: number): JsonObject {
  if (dice.oneIn(3)) {
    return { type: 'location', country: null, region: null, city: null, country_code: null, continent_code: null }
  }
  return {
    type: 'location',
    country: dice.pick(['Ireland', 'Côte d’Ivoire', '日本', 'United States']),
    region: dice.pick(['Dublin', 'Île-de-France', '']),
    city: dice.pick(['Dublin', 'Abidjan', 'São Paulo', "L'Haÿ-les-Roses"]),
    country_code: dice.pick(['IRL', 'CIV', 'JPN', 'USA']),
    continent_code: dice.pick(['EU', 'AF', 'AS', 'NA']),
    ...(ordinal % 19 === 7 ? { postal_hint: { code: '00420', accuracy_km: 1.5 } } : {}),
  }
}

const withoutAndroid: JsonObject = {
  android_app_name: null,
  android_app_version: null,
  android_device: null,
  android_os_version: null,
  android_sdk_version: null,
  android_last_seen_at: null,
}

const withoutIos: JsonObject = {
  ios_app_name: null,
  ios_app_version: null,
  ios_device: null,
  ios_os_version: null,
  ios_sdk_version: null,
  ios_last_seen_at: null,
}

function android(createdAt: number): JsonObject {
  return {
    android_app_name: 'Intercom',
    android_app_version: '5.0.1',
    android_device: 'Pixel 9 "Pro"',
    android_os_version: '16',
    android_sdk_version: '12.3.1',
    android_last_seen_at: createdAt + 60,
  }
}

function ios(createdAt: number): JsonObject {
  return {
    ios_app_name: 'Intercom',
    ios_app_version: '5.0.2',
    ios_device: 'iPhone15,2',
    ios_os_version: '17.4',
    ios_sdk_version: '12.3.1',
    ios_last_seen_at: createdAt + 90,
  }
}

/** An object where the description says so, a bare URL on some. */
function avatar(dice: Dice, ordinal: number): JsonValue {
  const url = `https://static.example.com/avatars/${dice.hex(8)}.png`
  if (ordinal % 23 === 8) {
    return url
  }
  return dice.oneIn(3) ? { type: 'avatar', image_url: dice.oneIn(4) ? null : url } : null
}

interface Attachment {
  readonly contact: string
  readonly kind: 'tags' | 'notes' | 'companies'
}

function attached(world: World, dice: Dice, ordinal: number, { contact, kind }: Attachment): JsonObject {
  const available = kind === 'notes' ? 40 : world.counts[kind]
  const wanted = ordinal % 37 === 9 ? 11 + dice.below(4) : Math.max(dice.below(5) - 2, 0)
  const total = Math.min(wanted, available)
  const first = dice.below(Math.max(available - total, 0) + 1)
  const data: JsonValue[] = []
  for (let place = 0; place < Math.min(total, shownLimit); place += 1) {
    data.push(reference(world, ordinal, first + place, kind))
  }
  return { type: 'list', data, url: `/contacts/${contact}/${kind}`, total_count: total, has_more: total > shownLimit }
}

function reference(world: World, ordinal: number, place: number, kind: Attachment['kind']): JsonObject {
  if (kind === 'tags') {
    const id = String(numberedId('tags', place))
    return { id, type: 'tag', url: `/tags/${id}` }
  }
  if (kind === 'notes') {
    const id = String(ordinal * 100 + place)
    return { id, type: 'note', url: `/notes/${id}` }
  }
  const id = world.companyId(place)
  return { id, type: 'company', url: `/companies/${id}` }
}

function emptyList(url: string): JsonObject {
  return { type: 'list', data: [], url, total_count: 0, has_more: false }
}

function mergeHistory(dice: Dice, createdAt: number): JsonValue {
  return [
    {
      type: 'merge_history',
      source_contact_id: objectId(createdAt, salts.contacts, dice.below(1_000_000), createdAt),
      source_contact_role: 'lead',
      merged_at: createdAt + 1,
    },
  ]
}
