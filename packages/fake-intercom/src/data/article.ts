import type { JsonObject, JsonValue } from '../json.ts'
import type { Seedling } from '../store/blueprint.ts'
import { createDice } from './dice.ts'
import { numberedId, salts } from './identifiers.ts'
import { htmlBody, sentence } from './words.ts'
import type { World } from './world.ts'

/** One article of the list (schema `article_list_item`). */
export function buildArticle(world: World, version: Seedling): JsonObject {
  const { id, ordinal, createdAt, updatedAt } = version
  const dice = createDice(world.seed, salts.articles, ordinal)
  const isPublished = !dice.oneIn(3)
  const tag = { type: 'tag', id: String(numberedId('tags', 0)), name: 'Tag 0' }
  const content = {
    title: sentence(dice),
    description: dice.oneIn(4) ? null : '',
    body: dice.oneIn(9) ? null : htmlBody(dice),
    body_markdown: dice.oneIn(3) ? null : `# Über uns\n\n* ${sentence(dice)}\n`,
    author_id: numberedId('admins', dice.below(4)),
    state: isPublished ? 'published' : 'draft',
    created_at: createdAt,
    updated_at: updatedAt,
    has_unpublished_changes: dice.oneIn(5),
    draft_updated_at: dice.oneIn(2) ? null : updatedAt,
    url: isPublished ? `https://help.example.com/en/articles/${id}-über-uns` : null,
    ai_chatbot_availability: dice.oneIn(2),
    ai_copilot_availability: dice.oneIn(2),
    ai_sales_agent_availability: false,
    created_by_id: dice.oneIn(3) ? null : numberedId('admins', 1),
    updated_by_id: dice.oneIn(3) ? numberedId('admins', 2) : null,
  }
  return {
    id,
    type: 'article',
    workspace_id: world.workspaceId,
    parent_ids: ordinal % 3 === 0 ? [18 + dice.below(4), 125_685] : [],
    tags: { type: 'tag.list', tags: ordinal % 6 === 1 && world.counts.tags > 0 ? [tag] : [] },
    ...content,
    exclude_from_article_suggestions: false,
    help_center_audience: dice.oneIn(2) ? null : 'everyone',
    scheduled_publish_at: isPublished ? null : updatedAt + 86_400,
    scheduled_unpublish_at: ordinal % 7 === 2 ? updatedAt + 172_800 : null,
    default_locale: 'en',
    ...(ordinal % 4 === 1 ? { translated_content: translations(content, isPublished) } : {}),
    ...(ordinal % 13 === 5 ? { search_weight: 1.25, review: { due: null } } : {}),
  }
}

function translations(content: { readonly [key: string]: JsonValue }, isPublished: boolean): JsonObject {
  return {
    type: 'article_translated_content',
    de: {
      ...content,
      type: 'article_content',
      title: 'Größe',
      description: '',
      body: '<p>Größe</p>',
      url: isPublished ? 'https://help.example.com/de/articles/1' : '',
      audience_ids: null,
    },
    fr: null,
  }
}

/** What only a read of the single article shows. */
export function articleDetails(): JsonObject {
  return {
    statistics: {
      type: 'article_statistics',
      views: 12,
      conversions: 1,
      reactions: 10,
      happy_reaction_percentage: 40,
      neutral_reaction_percentage: 40.5,
      sad_reaction_percentage: 19.5,
      fin_involvements: 2,
      fin_resolutions: 1,
      fin_resolution_rate: 50,
    },
  }
}
