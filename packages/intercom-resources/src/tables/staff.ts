import { boolean, flattened, integer, json, text } from '../column.ts'
import { replacedResource, type IntercomResource } from '../resource.ts'

export const admins: IntercomResource = replacedResource({
  name: 'admins',
  description: 'Teammates with access to the workspace.',
  primaryKey: 'id',
  listing: 'single',
  path: '/admins',
  query: { display_avatar: 'true' },
  recordsKey: 'admins',
  personal: ['name:redact', 'email:redact', 'avatar:redact'],
  columns: [
    text('type', 'Always `admin`.'),
    text('id', "Intercom's id of the admin."),
    text('name', 'Name.'),
    text('email', 'Email address.'),
    text('job_title', 'Job title.'),
    boolean('away_mode_enabled', 'Whether the admin is away.'),
    boolean('away_mode_reassign', "Whether the admin's new conversations go back to the default inbox."),
    text('away_status_reason_id', 'Id of the reason for being away.'),
    boolean('has_inbox_seat', 'Whether the admin has a paid inbox seat.'),
    json('team_ids', 'Ids of the teams that the admin is in.'),
    text('avatar', 'Address of the picture.'),
    ...flattened('team_priority_level', [
      json('primary_team_ids', 'Ids of the teams that come first for the admin.'),
      json('secondary_team_ids', 'Ids of the teams that come second for the admin.'),
    ]),
    ...flattened('role', [
      text('type', 'Always `role`.'),
      text('id', 'Id of the role.'),
      text('name', 'Name of the role.'),
    ]),
  ],
})

export const teams: IntercomResource = replacedResource({
  name: 'teams',
  description: 'Groups of admins.',
  primaryKey: 'id',
  listing: 'single',
  path: '/teams',
  recordsKey: 'teams',
  columns: [
    text('type', 'Always `team`.'),
    text('id', "Intercom's id of the team."),
    text('name', 'Name.'),
    json('admin_ids', 'Ids of the admins in the team.'),
    ...flattened('admin_priority_level', [
      json('primary_admin_ids', 'Ids of the admins who come first.'),
      json('secondary_admin_ids', 'Ids of the admins who come second.'),
    ]),
    integer('assignment_limit', 'Most conversations an admin is assigned; load-balanced teams only.'),
    text('distribution_method', 'How conversations are spread over the team.'),
  ],
})
