import { createDice } from './dice.ts'

/** Numbers the dice of each table, so that no two tables share theirs. */
export const salts = {
  contacts: 11,
  companies: 12,
  conversations: 13,
  articles: 14,
  tags: 15,
  segments: 16,
  admins: 17,
  teams: 18,
  dataAttributes: 19,
  conversationAttributes: 20,
} as const

/** 24 hexadecimal digits that begin with the time of creation, as Intercom's do. */
export function objectId(seed: number, salt: number, ordinal: number, createdAt: number): string {
  return Math.floor(createdAt).toString(16).padStart(8, '0') + createDice(seed, salt, ordinal, 99).hex(16)
}

/** Ids of tables whose ids are digits; those of the European and Australian regions have fifteen. */
export function numberedId(table: 'conversations' | 'articles' | 'tags' | 'admins' | 'teams', ordinal: number): number {
  const first = {
    conversations: 215_469_000_000_000,
    articles: 7_800_000,
    tags: 9_100,
    admins: 991_267_400,
    teams: 5_077_700,
  }
  return first[table] + ordinal
}
