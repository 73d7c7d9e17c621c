/** What a field holds, which decides its operators. */
export type FieldType = (typeof fieldTypes)[number]

const fieldTypes = ['string', 'integer', 'date', 'boolean', 'tag', 'words'] as const

/** Where a searchable field is in a record: keys joined by dots, `*` for every element of a list. */
export interface SearchField {
  readonly type: FieldType
  readonly path: readonly string[]
}

export type SearchFields = (name: string) => SearchField | undefined

/** Names by type, with the path after a `=` where it is not the name itself. */
function defineFields(types: { readonly [type in FieldType]?: string }): SearchFields {
  const fields = new Map<string, SearchField>()
  for (const type of fieldTypes) {
    for (const entry of types[type]?.trim().split(/\s+/) ?? []) {
      const [name = '', path = name] = entry.split('=')
      fields.set(name, { type, path: path.split('.') })
    }
  }
  return (name) => fields.get(name) ?? customField(name)
}

function customField(name: string): SearchField | undefined {
  const prefix = 'custom_attributes.'
  return name.startsWith(prefix)
    ? { type: 'string', path: ['custom_attributes', name.slice(prefix.length)] }
    : undefined
}

/** API description 2.16, line 8767 and following; without `segment_id`, which a contact's JSON does not tell. */
export const contactFields: SearchFields = defineFields({
  string: `
    id role name avatar=avatar.image_url owner_id email email_domain phone external_id
    formatted_phone=phone language_override browser browser_language os
    location.country location.region location.city
    ios_app_version ios_device ios_app_device=ios_device ios_os_version ios_app_name ios_sdk_version
    android_app_version android_device android_app_name andoid_sdk_version=android_sdk_version
  `,
  date: `
    created_at signed_up_at updated_at last_seen_at last_contacted_at last_replied_at
    last_email_opened_at last_email_clicked_at ios_last_seen_at android_last_seen_at
  `,
  boolean: 'unsubscribed_from_emails marked_email_as_spam has_hard_bounced',
  tag: 'tag_id=tags.data.*.id',
})

/** API description 2.16, line 11633 and following. */
export const conversationFields: SearchFields = defineFields({
  string: `
    id source.type source.id source.delivered_as source.subject source.url state priority
    source.author.id source.author.type source.author.name source.author.email
    contact_ids=contacts.contacts.*.id teammate_ids=teammates.admins.*.id tag_ids=tags.tags.*.id
    channel_initiated=channel.initial statistics.last_closed_by_id conversation_rating.remark
    conversation_rating.contact_id=conversation_rating.contact.id
    conversation_rating.admin_d=conversation_rating.teammate.id ai_agent.resolution_state
    ai_agent.last_answer_type ai_agent.rating_remark ai_agent.source_type ai_agent.source_title
  `,
  words: 'source.body',
  integer: `
    admin_assignee_id team_assignee_id statistics.time_to_assignment statistics.time_to_admin_reply
    statistics.time_to_first_close statistics.time_to_last_close statistics.median_time_to_reply
    statistics.count_reopens statistics.count_assignments statistics.count_conversation_parts
    conversation_rating.score=conversation_rating.rating ai_agent.rating
  `,
  date: `
    created_at updated_at waiting_since snoozed_until
    statistics.first_contact_reply_at statistics.first_assignment_at statistics.first_admin_reply_at
    statistics.first_close_at statistics.last_assignment_at statistics.last_assignment_admin_reply_at
    statistics.last_contact_reply_at statistics.last_admin_reply_at statistics.last_close_at
    conversation_rating.requested_at=conversation_rating.created_at
    conversation_rating.replied_at=conversation_rating.updated_at
  `,
  boolean: 'open read ai_agent_participated',
})
