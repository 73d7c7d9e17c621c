import type { IntercomResource } from './resource.ts'
import { articles } from './tables/articles.ts'
import { conversationAttributes, dataAttributes } from './tables/attributes.ts'
import { companies } from './tables/companies.ts'
import { contacts } from './tables/contacts.ts'
import { conversations } from './tables/conversations.ts'
import { segments, tags } from './tables/labels.ts'
import { admins, teams } from './tables/staff.ts'

/** Every table of an Intercom workspace by its name, in the order that people are shown. */
export const intercomResources: ReadonlyMap<string, IntercomResource> = new Map(
  [
    contacts,
    companies,
    conversations,
    articles,
    tags,
    segments,
    admins,
    teams,
    dataAttributes,
    conversationAttributes,
  ].map((resource) => [resource.table.name, resource]),
)

/** The resource of exactly this name; undefined where there is none. */
export function findResource(name: string): IntercomResource | undefined {
  return intercomResources.get(name)
}
