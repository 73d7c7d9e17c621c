import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import { maskAlgorithms } from '@ingestr/records'
import { rejectionOf } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { preview } from '../src/index.ts'
import { allTables, startCopy, type CopyHarness } from './copy-harness.ts'
import { readTable, type StoredTable } from './table-truth.ts'

const maskKey = 'a secret that only the tests have'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('masked columns', () => {
  it('hold what their algorithms make of the values, in the types of that', async () => {
    await using harness = await startCopy({ counts: { contacts: 40 } })
    const mask =
      'email:hash,name:first_letter,last_seen_at:year_only,signed_up_at:date_shift:3,owner_id:fixed:x,y,role:uuid'
    await harness.copy('contacts', { mask, maskKey })
    const stored = await readTable(harness.path, 'intercom', 'contacts')
    const types = Object.fromEntries(stored.columns.map(({ name, type }) => [name, type]))
    expect(types).toMatchObject({ email: 'VARCHAR', last_seen_at: 'BIGINT', signed_up_at: 'TIMESTAMP WITH TIME ZONE' })
    const contacts = harness.fake.truth('contacts')
    expect(stored.rows).toHaveLength(contacts.length)
    for (const contact of contacts) {
      const row = rowOf(stored, String(contact['id']))
      expect(row['email']).toBe(contact['email'] === null ? null : sha256(String(contact['email'])))
      const seen = contact['last_seen_at']
      expect(row['last_seen_at']).toBe(seen === null ? null : String(new Date(Number(seen) * 1000).getUTCFullYear()))
      if (contact['owner_id'] !== null) expect(row['owner_id']).toBe('x,y')
      if (contact['signed_up_at'] !== null) {
        const moved = Math.abs(Number(row['signed_up_at']) - Number(contact['signed_up_at']))
        expect(moved).toBeLessThanOrEqual(3 * 86_400)
      }
    }
    expect(new Set(stored.rows.map(({ role }) => role)).size).toBe(2)
  })

  it('are masked inside JSON and nested objects too, by the path of a field or the name of its column', async () => {
    await using harness = await startCopy({ counts: { conversations: 25 } })
    const mask = [
      'source.author.email:redact',
      'source_author_name:stars',
      'contacts.contacts.*.external_id:hash',
      'custom_attributes.*:fixed',
    ]
    await harness.copy('conversations', { mask })
    const { rows } = await readTable(harness.path, 'intercom', 'conversations')
    const truth = harness.fake
      .truth('conversations')
      .map((each) => JSON.stringify(each))
      .join('\n')
    expect(truth).toMatch(/"external_id":"/)
    for (const row of rows) {
      expect(['REDACTED', null]).toContain(row['source_author_email'])
      expect(row['source_author_name'] ?? '*').toMatch(/^\**$/)
      for (const [, id = ''] of (row['contacts'] ?? '').matchAll(/"external_id":"([^"]*)"/g)) {
        expect(id).toMatch(/^[\da-f]{64}$/)
      }
      const attributes = Object.values(JSON.parse(row['custom_attributes'] ?? '{}') as object)
      expect(attributes.every((value) => value === 'MASKED' || value === null)).toBe(true)
    }
  })

  it('merge on a masked key, run after run, and leave rows that did not change alone', async () => {
    await using harness = await startCopy({ counts: { contacts: 60 } })
    const options = { mask: ['id:hmac', 'email:uuid', 'phone:random'], maskKey }
    await harness.copy('contacts', options)
    const [changed = ''] = harness.fake.store.contacts.list().map(({ id }) => String(id))
    harness.clock.advance(60_000)
    harness.fake.store.contacts.update(changed, { name: 'new name' })
    const { counts } = await harness.copy('contacts', options)
    expect(counts).toMatchObject({ inserted: 0, updated: 1, rows: 60 })
    const { rows } = await readTable(harness.path, 'intercom', 'contacts')
    expect(rows.filter(({ name }) => name === 'new name')).toHaveLength(1)
    expect(rows.every(({ id }) => /^[\da-f]{64}$/.test(id ?? ''))).toBe(true)
  })

  it('are told of when earlier rows were stored otherwise, until a full refresh', async () => {
    await using harness = await startCopy({ counts: { contacts: 10 } })
    const told = async (options: Parameters<CopyHarness['copy']>[1]): Promise<boolean> => {
      const notes: string[] = []
      await harness.copy('contacts', {
        ...options,
        report: (event) => {
          if (event.type === 'run-planned') notes.push(...(event['notes'] as string[]))
        },
      })
      return notes.some((note) => note.includes('--full-refresh brings all of them into the new form'))
    }
    expect(await told({})).toBe(false)
    expect(await told({ mask: 'email:redact' })).toBe(true)
    expect(await told({ mask: 'email:redact' })).toBe(false)
    expect(await told({ mask: 'email:redact', trimWhitespace: true })).toBe(true)
    expect(await told({ fullRefresh: true, mask: 'email:redact' })).toBe(false)
    expect(await told({ mask: 'email:redact' })).toBe(false)
    expect(await told({})).toBe(true)
    expect(await harness.differencesOf('contacts')).not.toEqual([])
    await harness.copy('contacts', { fullRefresh: true })
    expect(await harness.differencesOf('contacts')).toEqual([])
  })
})

describe('the preset intercom-pii', () => {
  it('leaves no name, address, number or free text of a person in any table', async () => {
    await using harness = await startCopy({ counts: { contacts: 30, conversations: 30, companies: 5 } })
    await harness.copyAll('all', { mask: 'intercom-pii' })
    const tables = allTables.filter((table) => !['teams', 'tags', 'segments'].includes(table))
    const stored = (await Promise.all(tables.map((table) => readTable(harness.path, 'intercom', table))))
      .flatMap(({ rows }) => rows.map((row) => JSON.stringify(row)))
      .join('\n')
    const people = ['contacts', 'admins'] as const
    const secrets = people
      .flatMap((table) => harness.fake.truth(table))
      .flatMap(({ email, phone, name }) => [email, phone, name])
      .filter((value): value is string => typeof value === 'string' && value.length > 6)
    expect(secrets.length).toBeGreaterThan(60)
    expect(secrets.filter((secret) => stored.includes(secret))).toEqual([])
    const bodies = harness.fake.truth('conversations').map(({ source }) => (source as { body?: unknown }).body)
    const texts = bodies.filter((body): body is string => typeof body === 'string' && body.length > 10)
    expect(texts.length).toBeGreaterThan(5)
    expect(texts.filter((text) => stored.includes(text))).toEqual([])
  })

  it('gives way to a mask of the same column that is written out', async () => {
    await using harness = await startCopy({ counts: { contacts: 8 } })
    await harness.copy('contacts', { mask: 'email:hmac,intercom-pii', maskKey })
    const { rows } = await readTable(harness.path, 'intercom', 'contacts')
    expect(rows.every(({ email }) => email === null || /^[\da-f]{64}$/.test(email ?? ''))).toBe(true)
    expect(rows.every(({ name }) => name === null || name === 'REDACTED')).toBe(true)
  })
})

describe('excluded columns', () => {
  it('are not stored, under no other name either', async () => {
    await using harness = await startCopy({ counts: { contacts: 12 } })
    const excludeColumns = 'email,avatar_type,avatar_image_url,location_city,custom_attributes'
    await harness.copy('contacts', { excludeColumns })
    const { columns, rows } = await readTable(harness.path, 'intercom', 'contacts')
    const names = columns.map(({ name }) => name)
    expect(names.filter((name) => /email$|avatar|city|custom/.test(name))).toEqual([])
    expect(names).toContain('location_country')
    const emails = harness.fake.truth('contacts').flatMap(({ email }) => (typeof email === 'string' ? [email] : []))
    expect(emails.filter((email) => JSON.stringify(rows).includes(email))).toEqual([])
  })
})

describe('trimmed text', () => {
  it('has no white space at its ends', async () => {
    await using harness = await startCopy({ counts: { contacts: 3 } })
    const [id = ''] = harness.fake.store.contacts.list().map((contact) => String(contact['id']))
    harness.fake.store.contacts.update(id, { name: '  Anna\t', phone: ' \n' })
    await harness.copy('contacts', { trimWhitespace: true })
    expect(rowOf(await readTable(harness.path, 'intercom', 'contacts'), id)).toMatchObject({ name: 'Anna', phone: '' })
  })
})

describe('a preview', () => {
  it('shows rows masked as a run would store them', async () => {
    await using harness = await startCopy({ counts: { contacts: 5 } })
    const { rows, definition } = await preview({
      sourceUri: harness.fake.connectionUri(),
      table: 'contacts',
      mask: 'name:redact,last_seen_at:year_only',
      excludeColumns: ['email'],
      runtime: harness.runtime,
    })
    expect(rows.every(({ name }) => name === null || name === 'REDACTED')).toBe(true)
    expect(rows.every((row) => !('email' in row))).toBe(true)
    expect(definition.columns.find(({ name }) => name === 'last_seen_at')?.type).toBe('integer')
  })
})

describe('what cannot be is refused before any request, without a secret', () => {
  it.each([
    [{ mask: 'email' }, 'write column:algorithm, as in email:hash, or a preset: intercom-pii'],
    [{ mask: 'email:hasch' }, 'Did you mean hash?'],
    [{ mask: 'emial:hash' }, 'Did you mean email?'],
    [{ mask: 'emial:hash' }, 'write a dot before it'],
    [{ mask: ':hash' }, 'is to be written column:algorithm'],
    [{ mask: 'email:redact:3' }, 'redact takes nothing after a second colon'],
    [{ mask: 'email:partial:none' }, 'partial needs a whole number above 0'],
    [{ mask: 'email:hash,email:md5' }, 'names `email` twice'],
    [{ mask: 'email:hmac' }, 'needs a secret in the variable INGESTR_MASK_KEY'],
    [{ mask: 'email:hmac', maskKey: 'canary' }, 'has 6 characters; a secret of at least 16'],
    [{ mask: 'id:redact' }, 'it is the key'],
    [{ mask: 'id:uuid' }, 'it is the key'],
    [{ mask: 'updated_at:year_only' }, 'the newest version of a record is told by it'],
    [{ excludeColumns: 'phnoe' }, 'Did you mean phone?'],
    [{ excludeColumns: 'id' }, 'cannot leave out id of contacts'],
    [{ excludeColumns: 'updated_at' }, 'cannot leave out updated_at of contacts'],
  ])('%j', async (wishes, words) => {
    await using harness = await startCopy({ counts: { contacts: 2 } })
    const error = await rejectionOf(harness.copy('contacts', wishes))
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('canary')
    expect(error.code).toBe('INVALID_ARGUMENT')
    expect(harness.fake.requests).toEqual([])
  })
})

it('docs/masking.md tells of every algorithm, with its usual parameter, and of every mask of the preset', async () => {
  const page = await readFile(new URL('../../../docs/masking.md', import.meta.url), 'utf8')
  for (const [name, { parameter }] of Object.entries(maskAlgorithms)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `))
    expect(row, name).toBeDefined()
    if (parameter?.usual !== undefined && parameter.usual !== '') expect(row).toContain(`\`${parameter.usual}\``)
  }
  const { intercomTables } = await import('./intercom-tables.ts')
  for (const mask of intercomTables.flatMap(({ maskPresets }) => maskPresets?.['intercom-pii'] ?? [])) {
    expect(page).toContain(`\`${mask}\``)
  }
})

function rowOf({ rows }: StoredTable, id: string): Readonly<Record<string, string | null>> {
  const row = rows.find((each) => each['id'] === id)
  if (row === undefined) throw new TypeError(`no row ${id}`)
  return row
}
