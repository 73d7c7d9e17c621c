import type { Column } from '@ingestr/contract'

import { flattened, integer, json, seconds, text, time } from '../column.ts'

/** What Intercom reckons about a conversation; most of it is null until it happened. */
export const conversationStatistics: readonly Column[] = flattened('statistics', [
  text('type', 'Always `conversation_statistics`.'),
  seconds('time_to_assignment', 'From the start to the last assignment before the first reply of an admin.'),
  seconds('time_to_admin_reply', 'To the first reply of an admin, office hours only.'),
  seconds('time_to_first_close', 'To the first close, office hours only.'),
  seconds('time_to_last_close', 'To the last close, office hours only.'),
  seconds('median_time_to_reply', "Median of the admins' replies after one of the contact, office hours only."),
  time('first_contact_reply_at', 'First text of a contact.'),
  time('first_assignment_at', 'First assignment after first_contact_reply_at.'),
  time('first_admin_reply_at', 'First reply of an admin after first_contact_reply_at.'),
  time('first_close_at', 'First close after first_contact_reply_at.'),
  time('last_assignment_at', 'Last assignment after first_contact_reply_at.'),
  time('last_assignment_admin_reply_at', 'First reply of an admin since the last assignment.'),
  time('last_contact_reply_at', 'Last part by a contact.'),
  time('last_admin_reply_at', 'Last part by an admin.'),
  time('last_close_at', 'Last close.'),
  text('last_closed_by_id', 'Id of the admin who closed it last; joins admins.id.'),
  integer('count_reopens', 'Times it was opened again after first_contact_reply_at.'),
  integer('count_assignments', 'Times it was assigned after first_contact_reply_at.'),
  integer('count_conversation_parts', 'Number of parts in all.'),
  json('assigned_team_first_response_time', 'First response of each team, in seconds.'),
  json(
    'assigned_team_first_response_time_in_office_hours',
    'First response of each team, office hours only, in seconds.',
  ),
  seconds('handling_time', 'From assignment to close.'),
  seconds('adjusted_handling_time', 'Handling time less the idle periods of teammates.'),
])
