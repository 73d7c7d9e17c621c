import { type Destination, IngestError, type LoadRequest, type TableName } from '@ingestr/contract'

import type { DestinationPlace } from '../../src/index.ts'
import { type Behaviour, print } from './behaviour.ts'
import { createDisk, createExecutor, type Disk } from './disk.ts'
import { checkSignal, MemoryLoad } from './memory-load.ts'

/** A place in memory, and a destination on it that does what `behaviour` says. */
export async function openMemoryPlace(behaviour: Behaviour): Promise<DestinationPlace> {
  const disk = createDisk()
  const nameOf = ({ schema, name }: TableName): string =>
    behaviour.canonicalName(behaviour.flaws.includes('knows no schemas') ? undefined : schema, name)
  return {
    open: async () =>
      createMemoryDestination(disk, { ...behaviour, canonicalName: (schema, name) => nameOf({ schema, name }) }),
    rows: async (table) => disk.tables.get(nameOf(table))?.map(print),
    async [Symbol.asyncDispose]() {
      disk.database?.close()
    },
  }
}

function createMemoryDestination(disk: Disk, behaviour: Behaviour): Destination {
  const { capabilities, canonicalName, flaws } = behaviour
  const { commitsState } = capabilities
  const hasStateFile = !commitsState && !flaws.includes('has no state file')
  return {
    specificationVersion: (flaws.includes('names no version') ? 'v0' : 'v1') as 'v1',
    location: 'memory',
    capabilities,
    ...(commitsState && { sql: createExecutor(disk, behaviour) }),
    ...(hasStateFile && { stateFile: '/nowhere/state.sqlite' }),
    canonicalName: ({ schema, name }) => canonicalName(schema, name),
    async describe({ schema, name }, { signal } = {}) {
      checkSignal(signal, behaviour)
      const canonical = canonicalName(schema, name)
      if (flaws.includes('makes tables by looking')) disk.tables = new Map([[canonical, []], ...disk.tables])
      const rows = disk.tables.get(canonical)
      if (rows === undefined) return undefined
      const position = commitsState || flaws.includes('describes no position') ? {} : { position: rows.length }
      return { columns: [], rows: rows.length, isOwn: true, notes: [], ...position }
    },
    async openLoad(request, { signal } = {}) {
      checkSignal(signal, behaviour)
      checkRequest(request, behaviour)
      return new MemoryLoad(disk, request, behaviour)
    },
    async [Symbol.asyncDispose]() {},
  }
}

function checkRequest({ strategy, tables }: LoadRequest, { capabilities, flaws, wishes }: Behaviour): void {
  if (!capabilities.strategies.includes(strategy) && !flaws.includes('takes every strategy')) {
    throw new IngestError('INVALID_LOAD', `There is no ${strategy} here.`)
  }
  const isKeyless = tables.some(({ definition }) => definition.primaryKey.length === 0)
  if (strategy === 'merge' && isKeyless && !flaws.includes('merges without a key')) {
    throw new IngestError('INVALID_LOAD', 'There is no key to merge by.')
  }
  const asked = tables.flatMap(({ definition }) => definition.columns).flatMap(({ storedAs }) => storedAs ?? [])
  if (!asked.every((type) => wishes.types.includes(type))) throw new IngestError('INVALID_LOAD', 'A type is none.')
}
