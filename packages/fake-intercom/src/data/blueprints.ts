import type { JsonObject } from '../json.ts'
import type { CountedTable } from '../options.ts'
import type { Blueprint } from '../store/blueprint.ts'
import { articleDetails, buildArticle } from './article.ts'
import { buildCompany, hasUsers } from './company.ts'
import { sketchContact } from './contact-sketch.ts'
import { buildContact } from './contact.ts'
import { buildConversation } from './conversation.ts'
import { conversationDetails } from './conversation-details.ts'
import {
  buildConversationAttribute,
  buildDataAttribute,
  conversationAttributeId,
  dataAttributeKey,
} from './data-attributes.ts'
import { numberedId, objectId, salts } from './identifiers.ts'
import { buildAdmin, buildSegment, buildTag, buildTeam } from './settings.ts'
import { createTimes } from './times.ts'
import type { World } from './world.ts'

type Common = Pick<Blueprint, 'timesOf' | 'idOf'>

/** How each table of a world is made. */
export function createBlueprints(world: World): { readonly [table in CountedTable]: Blueprint } {
  const { seed } = world
  const timesOf = (table: CountedTable): Blueprint['timesOf'] => createTimes(world.spanOf(table))
  const hexadecimal = (table: 'contacts' | 'companies' | 'segments'): Common => ({
    timesOf: timesOf(table),
    idOf: (ordinal, createdAt) => objectId(seed, salts[table], ordinal, createdAt),
  })
  const numbered = (table: Parameters<typeof numberedId>[0]): Common => ({
    timesOf: timesOf(table),
    idOf: (ordinal) => String(numberedId(table, ordinal)),
  })
  return {
    contacts: {
      ...hexadecimal('contacts'),
      build: (version) => buildContact(world, version),
      sketch: (version) => sketchContact(world, version),
      onRequest: { merge_history: 'include_merge_history' },
    },
    companies: {
      ...hexadecimal('companies'),
      build: (version) => buildCompany(world, version),
      isListed: (company) => company['user_count'] !== 0,
      isListedAsGenerated: hasUsers,
      activityField: 'last_request_at',
    },
    conversations: {
      ...numbered('conversations'),
      build: (version) => buildConversation(world, version),
      sketch: ({ id }) => ({ id }),
      onRequest: { monitor_evaluations: 'include_monitors', scorecards: 'include_scorecards' },
      details: conversationDetails,
    },
    articles: { ...numbered('articles'), build: (version) => buildArticle(world, version), details: articleDetails },
    tags: { ...numbered('tags'), build: (version) => buildTag(world, version) },
    segments: {
      ...hexadecimal('segments'),
      build: (version) => buildSegment(world, version),
      onRequest: { count: 'include_count' },
    },
    admins: {
      ...numbered('admins'),
      build: (version) => buildAdmin(world, version),
      onRequest: { avatar: 'display_avatar' },
    },
    teams: { ...numbered('teams'), build: (version) => buildTeam(world, version) },
    dataAttributes: {
      timesOf: timesOf('dataAttributes'),
      idOf: dataAttributeKey,
      build: (version) => buildDataAttribute(world, version),
      isListed: isNotArchived,
    },
    conversationAttributes: {
      timesOf: timesOf('conversationAttributes'),
      idOf: (ordinal) => String(conversationAttributeId(ordinal)),
      build: (version) => buildConversationAttribute(world, version),
      isListed: isNotArchived,
    },
  }
}

function isNotArchived(attribute: JsonObject): boolean {
  return attribute['archived'] !== true
}
