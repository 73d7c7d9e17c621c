import type { JsonObject } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import type { World } from './world.ts'

const firstId = 34

/** Model, full name, and type of what every workspace has; `name` repeats between models, and within one. */
const builtIn: readonly (readonly [model: 'contact' | 'company', fullName: string, type: string])[] = [
  ['company', 'name', 'string'],
  ['company', 'company_id', 'string'],
  ['contact', 'name', 'string'],
  ['contact', 'email', 'string'],
  ['company', 'plan.name', 'string'],
  ['company', 'plan.id', 'string'],
  ['company', 'id', 'string'],
  ['contact', 'id', 'string'],
  ['contact', 'created_at', 'date'],
  ['company', 'created_at', 'date'],
  ['contact', 'updated_at', 'date'],
  ['company', 'updated_at', 'date'],
  ['company', 'monthly_spend', 'float'],
  ['company', 'size', 'integer'],
  ['company', 'industry', 'string'],
  ['company', 'website', 'string'],
  ['company', 'last_request_at', 'date'],
  ['company', 'user_count', 'integer'],
  ['contact', 'location.country', 'string'],
  ['contact', 'owner_id', 'integer'],
  ['contact', 'unsubscribed_from_emails', 'boolean'],
]

/** The key of an attribute in the store: built-in ones, which have no `id`, go by model and full name. */
export function dataAttributeKey(ordinal: number): string {
  const known = builtIn[ordinal]
  return known === undefined ? String(firstId + ordinal - builtIn.length) : `${known[0]}:${known[1]}`
}

export function conversationAttributeId(ordinal: number): number {
  return 8 + ordinal
}

/** Built-in attributes come first and have no `id`; the rest is the workspace's own, a few of it archived. */
export function buildDataAttribute(world: World, { ordinal, createdAt, updatedAt }: Seedling): JsonObject {
  const known = builtIn[ordinal]
  if (known !== undefined) {
    const [model, fullName, dataType] = known
    return {
      type: 'data_attribute',
      name: fullName.split('.').at(-1) ?? fullName,
      full_name: fullName,
      label: `Label of ${fullName}`,
      description: `The ${fullName} of a ${model}`,
      data_type: dataType,
      api_writable: ordinal % 2 === 0,
      ui_writable: false,
      messenger_writable: true,
      custom: false,
      archived: false,
      model,
    }
  }
  const place = ordinal - builtIn.length
  // Pairs share a name, one for each model.
  const name = place % 4 < 2 ? `shared_${place >> 2}` : place % 4 === 2 ? `Größe "${place}"` : `own_${place}`
  return {
    id: firstId + place,
    type: 'data_attribute',
    name,
    full_name: `custom_attributes.${name}`,
    label: name,
    description: place % 3 === 0 ? '' : 'One ring to rule them all <b>🜨</b>',
    data_type: ['string', 'integer', 'float', 'boolean', 'date'][place % 5],
    ...(place % 5 === 0 ? { options: ['low', 'größer', ''] } : {}),
    api_writable: true,
    ui_writable: true,
    messenger_writable: place % 2 === 0,
    custom: true,
    archived: place % 9 === 8,
    admin_id: String(991_267_400 + (place % Math.max(world.counts.admins, 1))),
    created_at: createdAt,
    updated_at: updatedAt,
    model: place % 2 === 0 ? 'contact' : 'company',
  }
}

const conversationTypes = [
  'string',
  'integer',
  'list',
  'decimal',
  'boolean',
  'datetime',
  'relationship',
  'files',
] as const

export function buildConversationAttribute(_world: World, { ordinal, createdAt, updatedAt }: Seedling): JsonObject {
  const dataType = conversationTypes[ordinal % conversationTypes.length]
  return {
    type: 'conversation_attribute',
    id: conversationAttributeId(ordinal),
    name: ordinal % 2 === 0 ? `Attribut ${ordinal} ü` : `attribute_${ordinal}`,
    description: ordinal % 3 === 0 ? '' : 'Created <via> API & "test"',
    data_type: dataType,
    required: ordinal % 4 === 0,
    visible_to_team_ids: ordinal % 2 === 0 ? [] : ['5077700'],
    archived: ordinal % 11 === 8,
    created_at: createdAt,
    updated_at: updatedAt,
    admin_id: '16',
    ...(dataType === 'string' ? { multiline: true } : {}),
    ...(dataType === 'list'
      ? { options: [{ id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890', label: 'Höher', archived: false }] }
      : {}),
    ...(dataType === 'relationship' ? { reference: { type: 'many', object_type_id: 'Test_Object' } } : {}),
  }
}
