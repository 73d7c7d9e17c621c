import { rawNumber, type JsonObject, type JsonValue } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { customAttributes } from './attributes.ts'
import { createDice, type Dice } from './dice.ts'
import { numberedId, salts } from './identifiers.ts'
import { nameOf } from './words.ts'
import type { World } from './world.ts'

/** One in this many companies has no users, and so is in no list (API description, line 6775). */
const userlessEvery = 23

export function hasUsers(ordinal: number): boolean {
  return ordinal % userlessEvery !== 11
}

/** One company. What was never set is absent, not null. */
export function buildCompany(world: World, version: Seedling): JsonObject {
  const { id, ordinal, createdAt, updatedAt, activeAt } = version
  const dice = createDice(world.seed, salts.companies, ordinal)
  return {
    type: 'company',
    company_id: ordinal % 5 === 1 ? `466280471128${2_882_593 + ordinal}` : `company-${ordinal}`,
    id,
    app_id: world.workspaceId,
    name: dice.oneIn(5) ? nameOf(dice) : `Company ${ordinal} GmbH & Co. KG`,
    ...(dice.oneIn(2) ? { remote_created_at: createdAt - 86_400 } : {}),
    created_at: createdAt,
    updated_at: updatedAt,
    ...(activeAt > 0 ? { last_request_at: activeAt } : {}),
    monthly_spend: spend(dice, ordinal),
    session_count: ordinal % 33 === 2 ? rawNumber('9007199254740993') : dice.below(10_000),
    user_count: hasUsers(ordinal) ? 1 + dice.below(40) : 0,
    ...(dice.oneIn(3) ? { size: dice.below(5000) } : {}),
    ...(dice.oneIn(3) ? { website: `https://www.company-${ordinal}.example` } : {}),
    ...(dice.oneIn(3) ? { industry: dice.pick(['Software', 'Bücher & Medien', '']) } : {}),
    tags: { type: 'tag.list', tags: tags(world, dice) },
    segments: { type: 'segment.list', segments: [] },
    notes: notes(id, ordinal, createdAt),
    plan: dice.oneIn(3) ? {} : plan(dice, ordinal),
    custom_attributes: customAttributes(dice, ordinal),
    ...(ordinal % 27 === 4 ? { account_tier: { level: dice.below(5), since: createdAt } } : {}),
  }
}

/** An integer by the description, a decimal on some. */
function spend(dice: Dice, ordinal: number): JsonValue {
  return ordinal % 10 === 3 ? rawNumber(`${dice.below(1000)}.50`) : dice.below(100_000)
}

function plan(dice: Dice, ordinal: number): JsonObject {
  const id = 269_000 + dice.below(4)
  return {
    type: 'plan',
    id: String(id),
    name: `Plan ${id % 10}`,
    ...(ordinal % 15 === 7 ? { renews: { every: 'year' } } : {}),
  }
}

function tags(world: World, dice: Dice): JsonValue {
  if (world.counts.tags === 0 || !dice.oneIn(4)) {
    return []
  }
  const ordinal = dice.below(world.counts.tags)
  return [{ type: 'tag', id: String(numberedId('tags', ordinal)), name: `Tag ${ordinal}` }]
}

function notes(id: string, ordinal: number, createdAt: number): JsonObject {
  const data =
    ordinal % 11 === 1
      ? [
          {
            type: 'note',
            id: String(ordinal),
            created_at: createdAt,
            company: { type: 'company', id },
            body: '<p>Söhne</p>',
          },
        ]
      : []
  return { type: 'note.list', data, url: `/companies/${id}/notes`, total_count: data.length, has_more: false }
}
