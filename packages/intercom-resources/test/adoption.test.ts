import { intercomResources } from '@ingestr/intercom-resources'
import { describe, expect, test } from 'vitest'

/** Columns of tables that ingestr v1 (commit a5be6722) wrote, its own bookkeeping aside. */
const writtenByV1: Readonly<Record<string, string>> = {
  admins: 'avatar away_mode_enabled away_mode_reassign email has_inbox_seat id job_title name team_ids type',
  articles:
    'author_id body created_at default_locale description id parent_ids state tags title type updated_at url workspace_id',
  companies:
    'app_id company_id created_at custom_attributes id industry last_request_at monthly_spend name plan_id plan_name ' +
    'remote_created_at segments session_count size tags type updated_at user_count website',
  contacts:
    'avatar browser browser_language browser_version companies companies_count company_ids created_at custom_attributes ' +
    'email external_id has_hard_bounced id last_replied_at last_seen_at location_city location_country location_region ' +
    'marked_email_as_spam name notes os owner_id phone role signed_up_at social_profiles tags type ' +
    'unsubscribed_from_emails updated_at workspace_id',
  conversations:
    'admin_assignee_id ai_agent_participated contacts created_at custom_attributes first_admin_reply_at ' +
    'first_contact_reply first_contact_reply_at id last_admin_reply_at last_contact_reply_at linked_objects open priority ' +
    'read source state tags team_assignee_id teammates title topics type updated_at waiting_since',
  segments: 'created_at id name person_type type updated_at',
  tags: 'id name type',
  teams: 'admin_ids assignment_limit distribution_method id name type',
}

/** Those that have no counterpart of the same meaning: flattened here, lifted or counted there. */
const withoutCounterpart: Readonly<Record<string, readonly string[]>> = {
  contacts: ['avatar', 'companies_count', 'company_ids'],
  conversations: [
    'first_admin_reply_at',
    'first_contact_reply',
    'first_contact_reply_at',
    'last_admin_reply_at',
    'last_contact_reply_at',
    'source',
  ],
}

describe.each(Object.entries(writtenByV1))('a %s table of ingestr v1', (name, columns) => {
  test('finds its columns under the names it knows', () => {
    const known = new Set(intercomResources.get(name)?.table.columns.map((column) => column.name))
    expect(columns.split(' ').filter((column) => !known.has(column))).toEqual(withoutCounterpart[name] ?? [])
  })
})
