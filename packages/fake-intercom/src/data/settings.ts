import type { JsonObject } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { createDice } from './dice.ts'
import { numberedId, salts } from './identifiers.ts'
import { nameOf } from './words.ts'
import type { World } from './world.ts'

export function buildTag(world: World, { id, ordinal }: Seedling): JsonObject {
  const dice = createDice(world.seed, salts.tags, ordinal)
  return {
    type: 'tag',
    id,
    name: dice.oneIn(3) ? nameOf(dice) : `Tag ${ordinal}`,
    ...(ordinal % 4 === 2 ? { applied_at: world.end - 5, applied_by: { type: 'admin', id: '991267400' } } : {}),
  }
}

/** `count` only with `include_count=true`; null or 0 on some. */
export function buildSegment(world: World, { id, ordinal, createdAt, updatedAt }: Seedling): JsonObject {
  const dice = createDice(world.seed, salts.segments, ordinal)
  return {
    type: 'segment',
    id,
    name: dice.oneIn(3) ? nameOf(dice) : `Segment ${ordinal}`,
    created_at: createdAt,
    updated_at: updatedAt,
    person_type: ordinal % 3 === 0 ? 'contact' : 'user',
    count: ordinal % 4 === 1 ? null : dice.below(3) * 100,
  }
}

/** `avatar` only with `display_avatar=true`: an object as in older versions, or the URL of the description. */
export function buildAdmin(world: World, { id, ordinal }: Seedling): JsonObject {
  const dice = createDice(world.seed, salts.admins, ordinal)
  const image = `https://static.example.com/avatars/${ordinal}.png`
  return {
    type: 'admin',
    id,
    name: dice.oneIn(3) ? nameOf(dice) : `Admin ${ordinal}`,
    email: `admin${ordinal}@example.com`,
    ...(ordinal % 3 === 1 ? { job_title: 'Associate "Söhne"' } : {}),
    away_mode_enabled: dice.oneIn(3),
    away_mode_reassign: false,
    ...(ordinal % 2 === 0 ? { away_status_reason_id: ordinal % 4 === 0 ? null : 12_345 } : {}),
    has_inbox_seat: !dice.oneIn(4),
    team_ids: world.counts.teams > 0 && dice.oneIn(2) ? [numberedId('teams', 0)] : [],
    avatar: ordinal % 3 === 0 ? { type: 'avatar', image_url: image } : ordinal % 3 === 1 ? image : null,
    team_priority_level: ordinal % 3 === 2 ? {} : { primary_team_ids: [numberedId('teams', 0)] },
    ...(ordinal % 2 === 1 ? { role: { type: 'role', id: '1', name: 'Support' } } : {}),
  }
}

export function buildTeam(world: World, { id, ordinal }: Seedling): JsonObject {
  const dice = createDice(world.seed, salts.teams, ordinal)
  const admins = [numberedId('admins', 0), numberedId('admins', 1)]
  return {
    type: 'team',
    id,
    name: dice.oneIn(3) ? nameOf(dice) : `Team ${ordinal}`,
    admin_ids: dice.oneIn(4) ? [] : admins,
    ...(ordinal % 2 === 0
      ? { assignment_limit: 10, distribution_method: 'load_balanced' }
      : { distribution_method: null }),
    admin_priority_level: ordinal % 2 === 0 ? { primary_admin_ids: admins, secondary_admin_ids: [] } : null,
  }
}
