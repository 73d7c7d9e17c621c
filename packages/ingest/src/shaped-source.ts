import type { Plan, Source, TableDefinition } from '@ingestr/contract'
import type { TableChoice } from '@ingestr/sync'

import { shapeOf, type TableWishes } from './table-shape.ts'

/**
 * The source with its tables as the wishes have them; what cannot be is said before anything is asked of it.
 * @throws IngestError `INVALID_ARGUMENT`
 */
export async function shapeTables(
  source: Source,
  choices: readonly TableChoice[],
  options: TableWishes & { readonly signal?: AbortSignal | undefined },
): Promise<Source> {
  const names = new Set(choices.map(({ table }) => table))
  const chosen = (await source.listTables(options)).filter(({ name }) => names.has(name))
  // A name that is no table's is for the run to tell of.
  if (chosen.length === 0) return source
  const shape = shapeOf(options, chosen)
  for (const definition of chosen) shape(definition)
  return shapeSource(source, (definition) => (names.has(definition.name) ? shape(definition) : definition))
}

/** The source with definitions of its tables that `shape` has changed: what is read stays the same. */
function shapeSource(source: Source, shape: (definition: TableDefinition) => TableDefinition): Source {
  return {
    specificationVersion: source.specificationVersion,
    identify: (options) => source.identify(options),
    listTables: async (options) => (await source.listTables(options)).map(shape),
    async plan(request, options): Promise<Plan> {
      const plan = await source.plan(request, options)
      const [first, ...others] = plan.tables
      return { ...plan, tables: [shape(first), ...others.map(shape)] }
    },
    read: (plan, options) => source.read(plan, options),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}
