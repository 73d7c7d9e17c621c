import { boolean, flattened, json, text, time } from '../column.ts'
import { replacedResource, type IntercomResource } from '../resource.ts'

export const dataAttributes: IntercomResource = replacedResource({
  name: 'data_attributes',
  description: 'Attributes of contacts and companies. A name may be there for both: no row is dropped for its key.',
  primaryKey: 'name',
  listing: 'single',
  path: '/data_attributes',
  recordsKey: 'data',
  columns: [
    text('type', 'Always `data_attribute`.'),
    text('id', "Intercom's id; custom attributes only."),
    text('model', '`contact` or `company`.'),
    text('name', 'Name.'),
    text('full_name', 'Name with the names of the objects around it, joined by dots.'),
    text('label', 'Name as people see it.'),
    text('description', 'Description.'),
    text('data_type', '`string`, `integer`, `float`, `boolean` or `date`.'),
    json('options', 'Values to choose from.'),
    boolean('api_writable', 'Whether the API may write it.'),
    boolean('messenger_writable', 'Whether the Messenger may write it.'),
    boolean('ui_writable', 'Whether people may write it.'),
    boolean('custom', 'Whether the customer made it.'),
    boolean('archived', 'Whether it is archived; custom attributes only.'),
    time('created_at', 'When it was created.'),
    time('updated_at', 'When it was last updated.'),
    text('admin_id', 'Id of the teammate who created it; custom attributes only; joins admins.id.'),
  ],
})

export const conversationAttributes: IntercomResource = replacedResource({
  name: 'conversation_attributes',
  description: 'Attributes of conversations, which API 2.16 took out of data_attributes.',
  primaryKey: 'id',
  listing: 'single',
  path: '/conversations/attributes',
  recordsKey: 'data',
  columns: [
    text('type', 'Always `conversation_attribute`.'),
    text('id', "Intercom's id of the attribute."),
    text('name', 'Name.'),
    text('description', 'Description.'),
    text('data_type', '`string`, `integer`, `list`, `decimal`, `boolean`, `datetime`, `relationship` or `files`.'),
    boolean('required', 'Whether it must be filled in.'),
    json('visible_to_team_ids', 'Ids of the teams that see it; empty for all.'),
    boolean('archived', 'Whether it is archived.'),
    time('created_at', 'When it was created.'),
    time('updated_at', 'When it was last updated.'),
    text('admin_id', 'Id of the admin who created it; joins admins.id.'),
    boolean('multiline', 'Whether text may have several lines; type `string` only.'),
    json('options', 'Values to choose from; type `list` only.'),
    ...flattened('reference', [
      text('type', '`one` or `many`; type `relationship` only.'),
      text('object_type_id', 'Id of the kind of object referred to; type `relationship` only.'),
    ]),
  ],
})
