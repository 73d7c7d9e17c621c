import type { FakeIntercom, RecordTable } from '@ingestr/fake-intercom'

/** Changes a few records at the pretend Intercom, and tells what it did. */
export function changeWorkspace({ store }: FakeIntercom): readonly string[] {
  store.contacts.update(anyId(store.contacts), { name: 'Grace Hopper' })
  store.contacts.create({ name: 'Ada Lovelace', email: 'ada@example.com' })
  store.conversations.update(anyId(store.conversations), { state: 'closed', open: false })
  store.tags.delete(anyId(store.tags))
  return [
    'a contact was renamed to Grace Hopper, and Ada Lovelace signed up',
    'a conversation was closed',
    'a tag was deleted (tables that are replaced show that too)',
  ]
}

function anyId(table: RecordTable): string {
  return table
    .list()
    .map((record) => record['id'])
    .filter((id) => typeof id === 'string')
    .slice(0, 1)
    .join('')
}
