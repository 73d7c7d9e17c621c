import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  type Destination,
  IngestError,
  type LoadRequest,
  type StateEntry,
  type TableDefinition,
} from '@ingestr/contract'
import { createStateStore } from '@ingestr/state-kysely'
import { createManualClock, createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import { createJsonlDestination } from 'ingestr-destination-jsonl'
import { expect, it } from 'vitest'

import { createSystemRuntime } from '../src/index.ts'
import { StateFile } from '../src/state-file.ts'
import { withStateFile } from '../src/with-state-file.ts'

const people: TableDefinition = {
  name: 'people',
  records: ['data', '*'],
  columns: [{ name: 'id', type: 'text', path: ['id'] }],
  primaryKey: ['id'],
  strategy: 'append',
  isOpen: true,
}
const request: LoadRequest = {
  tables: [{ definition: people, target: { name: 'people' } }],
  strategy: 'append',
  generation: 'first',
  run: { id: 'run-1', startedAt: 0 },
}
const key = { source: 'test:one', table: 'people', target: 'people' }
const store = createStateStore()
const { clock } = createSystemRuntime()

interface Folder extends AsyncDisposable {
  readonly path: string
  open(): ReturnType<typeof withStateFile>
  ids(): Promise<readonly string[]>
}

async function createFolder(): Promise<Folder> {
  const directory = await createTemporaryDirectory()
  const { path } = directory
  return {
    path,
    open: () => withStateFile(createJsonlDestination({ folder: path }), clock),
    async ids() {
      const lines = (await readFile(join(path, 'people.jsonl'), 'utf8')).split('\n').slice(0, -1)
      return lines.map((line) => (JSON.parse(line) as { readonly id: string }).id)
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}

/** In the place of a crash between the rows and their record. */
function dies(): never {
  throw new IngestError('INTERNAL', 'The process dies here.')
}

function page(...ids: readonly string[]): Parameters<Awaited<ReturnType<Destination['openLoad']>>['write']>[0] {
  const bytes = new TextEncoder().encode(JSON.stringify({ data: ids.map((id) => ({ id })) }))
  return { bytes, rows: () => ids.map((id) => ({ id })) }
}

function entry(revision: number, rows: number): StateEntry {
  const checkpoint = { page: revision }
  return { ...key, checkpoint, generation: 'first', strategy: 'append', isPublished: false, rows, revision }
}

it('drops rows that were durable when a run died before it recorded them, and appends each row once', async () => {
  await using folder = await createFolder()
  {
    await using destination = folder.open()
    await store.prepare(destination.sql)
    await using load = await destination.openLoad(request)
    await load.write(page('a'))
    await load.commit({ record: ({ rows }) => store.record('sqlite', entry(1, rows)) })
    await load.write(page('b', 'c'))
    await expect(load.commit({ record: dies })).rejects.toThrow('dies')
    expect(await folder.ids()).toEqual(['a', 'b', 'c'])
  }
  await using destination = folder.open()
  expect(await store.find(destination.sql, 'people')).toEqual([entry(1, 1)])
  await using load = await destination.openLoad(request)
  expect(await folder.ids()).toEqual(['a'])
  await load.write(page('b', 'c'))
  await load.publish({ record: ({ rows }) => store.record('sqlite', entry(2, rows)) })
  expect(await folder.ids()).toEqual(['a', 'b', 'c'])
  expect(await store.find(destination.sql, 'people')).toEqual([entry(2, 3)])
})

it('drops rows of a first commit that was never recorded, and keeps those of a file that was there before', async () => {
  await using folder = await createFolder()
  await writeFile(join(folder.path, 'people.jsonl'), '{"id":"mine"}\n')
  for (const id of ['lost', 'a']) {
    await using destination = folder.open()
    await using load = await destination.openLoad(request)
    await load.write(page(id))
    await load.commit(id === 'lost' ? { record: dies } : {}).catch(() => undefined)
  }
  expect(await folder.ids()).toEqual(['mine', 'a'])
})

it('lets the second of two runs into one file fail before it writes a row', async () => {
  await using folder = await createFolder()
  await using one = folder.open()
  await using other = folder.open()
  await using first = await one.openLoad(request)
  await using second = await other.openLoad(request)
  await first.write(page('a'))
  await first.commit()
  await second.write(page('b'))
  await expect(second.commit()).rejects.toMatchObject({ code: 'STATE_CONFLICT' })
  expect(await folder.ids()).toEqual(['a'])
  await first.write(page('c'))
  await first.publish()
  expect(await folder.ids()).toEqual(['a', 'c'])
})

it('keeps the whole of a table whose replace was swapped in and not recorded', async () => {
  await using folder = await createFolder()
  const replace = { ...request, strategy: 'replace' } as const
  {
    await using destination = folder.open()
    await using load = await destination.openLoad(request)
    await load.write(page('a'))
    await load.publish()
    await using refresh = await destination.openLoad(replace)
    await refresh.write(page('b', 'c', 'd'))
    await expect(refresh.publish({ record: dies })).rejects.toThrow('dies')
  }
  await using destination = folder.open()
  await using load = await destination.openLoad(request)
  await load.write(page('e'))
  await load.publish()
  expect(await folder.ids()).toEqual(['b', 'c', 'd', 'e'])
})

it('lets a write wait while another process holds the file, and reads meanwhile', async () => {
  await using folder = await createFolder()
  const path = join(folder.path, 'state.sqlite')
  await using one = new StateFile(path, clock)
  await using other = new StateFile(path, clock)
  await one.apply([{ text: 'create table notes (note text)', parameters: [] }])
  const { promise: written, resolve: write } = Promise.withResolvers<undefined>()
  const held = one.transaction(async (run) => {
    await written
    run([{ text: "insert into notes values ('first')", parameters: [] }])
  })
  const waiting = other.apply([
    { text: "insert into notes select 'second after ' || max(note) from notes", parameters: [] },
  ])
  expect(await other.query({ text: 'select note from notes', parameters: [] })).toEqual([])
  write(undefined)
  await Promise.all([held, waiting])
  expect(await one.query({ text: 'select note from notes order by rowid', parameters: [] })).toEqual([
    { note: 'first' },
    { note: 'second after first' },
  ])
})

it('gives up on a file that stays held, and names it', async () => {
  await using folder = await createFolder()
  const path = join(folder.path, 'state.sqlite')
  await using one = new StateFile(path, clock)
  await using other = new StateFile(path, createManualClock())
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>()
  const held = one.transaction(() => ended)
  await new Promise((resolve) => setImmediate(resolve))
  await one.query({ text: 'select 1', parameters: [] })
  const { code, message } = await rejectionOf(other.apply([]))
  expect(code).toBe('DESTINATION_LOCKED')
  expect(message).toContain(path)
  end(undefined)
  await held
})

it('says which file cannot be used', async () => {
  await using folder = await createFolder()
  const path = join(folder.path, 'state.sqlite')
  await writeFile(path, 'no database at all, but text that is long enough to be looked at'.repeat(40))
  await using file = new StateFile(path, clock)
  const { code, message } = await rejectionOf(file.apply([{ text: 'create table notes (note text)', parameters: [] }]))
  expect(code).toBe('DESTINATION_FAILED')
  expect(message).toContain(path)
})

it('records nothing where a statement conflicts', async () => {
  await using folder = await createFolder()
  await using destination = folder.open()
  await store.prepare(destination.sql)
  await using load = await destination.openLoad(request)
  await load.write(page('a'))
  await expect(load.commit({ record: () => store.record('sqlite', entry(2, 1)) })).rejects.toMatchObject({
    code: 'STATE_CONFLICT',
  })
  expect(await store.find(destination.sql, 'people')).toEqual([])
})

it('leaves a destination that has SQL as it is, and refuses one that has neither', () => {
  const destination = createJsonlDestination({ folder: '/nowhere' })
  const { stateFile: _, ...homeless } = destination
  expect(() => withStateFile(homeless, clock)).toThrow(expect.objectContaining({ code: 'INVALID_CONNECTOR' }))
  const sql = { dialect: 'sqlite', query: () => Promise.resolve([]), apply: () => Promise.resolve() } as const
  const complete = { ...destination, sql }
  expect(withStateFile(complete, clock)).toBe(complete)
})
