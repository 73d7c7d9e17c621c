import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { currentVersion } from '../src/migrations.ts'
import type { DatabaseKind, Place } from './database.ts'
import { databases, postgresHost, select, store, withDatabase, write } from './databases.ts'
import { makeVersion } from './make-version.ts'
import { entry } from './samples.ts'

const program = fileURLToPath(new URL('prepare-in-process.ts', import.meta.url))
const versions = Array.from({ length: currentVersion }, (_, version) => version)

describe.each(databases.filter(({ isShared }) => isShared))('in $name', (kind) => {
  test.each(versions)(
    'four processes that bring version %i to the current one at once all succeed',
    async (version) => {
      await withDatabase(kind, async (database, place) => {
        if (version > 0) await makeVersion(kind, database, version)
        const children = Array.from({ length: 4 }, () => startProcess(kind, place))
        try {
          await Promise.all(children.map((child) => once(child.output, 'data')))
          const ends = children.map(async ({ process }) => once(process, 'exit'))
          for (const child of children) child.input.write('go\n')
          expect(await Promise.all(ends)).toEqual(children.map(() => [0, null]))
        } finally {
          for (const { process } of children) process.kill('SIGKILL')
        }
        const current = `select count(*) as rows from ${kind.nameOf('versions')} where version = ${currentVersion}`
        expect(await select(database, current)).toEqual([{ rows: kind.integer(1) }])
        const before = await store.find(database.executor, entry.target)
        expect(before).toHaveLength(version > 0 ? 1 : 0)
        await write(database, { ...entry, revision: (before[0]?.revision ?? 0) + 1 })
      })
    },
  )
})

type Child = {
  readonly process: ChildProcess
  readonly input: NodeJS.WritableStream
  readonly output: NodeJS.ReadableStream
}

function startProcess(kind: DatabaseKind, { address }: Place): Child {
  const where = kind.dialect === 'postgres' ? [postgresHost ?? '', address] : [address]
  const child = spawn(process.execPath, ['--conditions=@ingestr/source', program, kind.dialect, ...where], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return { process: child, input: child.stdin, output: child.stdout }
}
