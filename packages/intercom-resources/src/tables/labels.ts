import { flattened, integer, text, time } from '../column.ts'
import { replacedResource, type IntercomResource } from '../resource.ts'

export const tags: IntercomResource = replacedResource({
  name: 'tags',
  description: 'Labels for contacts, companies and conversations.',
  primaryKey: 'id',
  listing: 'single',
  path: '/tags',
  recordsKey: 'data',
  columns: [
    text('type', 'Always `tag`.'),
    text('id', "Intercom's id of the tag."),
    text('name', 'Name.'),
    time('applied_at', 'When it was applied; sent only when it is being applied.'),
    ...flattened('applied_by', [
      text('type', 'Kind of who applied it; sent only when it is being applied.'),
      text('id', 'Id of who applied it; sent only when it is being applied.'),
    ]),
  ],
})

export const segments: IntercomResource = replacedResource({
  name: 'segments',
  description: "Groups of contacts by the customer's rules.",
  primaryKey: 'id',
  listing: 'single',
  path: '/segments',
  query: { include_count: 'true' },
  recordsKey: 'segments',
  columns: [
    text('type', 'Always `segment`.'),
    text('id', "Intercom's id of the segment."),
    text('name', 'Name.'),
    time('created_at', 'When the segment was created.'),
    time('updated_at', 'When the segment was last updated.'),
    text('person_type', '`contact` (a lead) or `user`.'),
    integer('count', 'Number of contacts in it.'),
  ],
})
