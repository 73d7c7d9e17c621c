import type { Batch, Page, Plan, ReadOptions, Source, TableDefinition } from '@ingestr/contract'
import { createPageRewriter } from '@ingestr/records'
import type { TableChoice } from '@ingestr/sync'

import { isEditedOtherwise, withMark, withoutMark } from './edit-mark.ts'
import { editorOf, type EditedTable } from './record-wishes/edit-records.ts'
import type { RecordWishes } from './record-wishes/record-wishes.ts'
import { shapeOf, type TableWishes } from './table-shape.ts'

/**
 * The source with its tables and records as the wishes have them; what cannot be is said before anything is asked of it.
 * @throws IngestError `INVALID_ARGUMENT`
 */
export async function shapeTables(
  source: Source,
  choices: ReadonlyArray<Pick<TableChoice, 'table'>>,
  options: TableWishes & RecordWishes & { readonly signal?: AbortSignal | undefined },
): Promise<Source> {
  const names = new Set(choices.map(({ table }) => table))
  const chosen = (await source.listTables(options)).filter(({ name }) => names.has(name))
  // A name that is no table's is for the run to tell of.
  if (chosen.length === 0) return source
  const shape = shapeOf(options, chosen)
  const edit = editorOf(options, chosen)
  const tables = new Map(chosen.map((definition) => [definition.name, edit(shape(definition))]))
  return shapeSource(source, (definition) => tables.get(definition.name) ?? untouched(definition))
}

function untouched(definition: TableDefinition): EditedTable {
  return { definition, records: definition.records, edits: [], fingerprint: undefined, notes: [] }
}

/** The source with other definitions of its tables, and its records edited: what is asked of it stays the same. */
function shapeSource(source: Source, shape: (definition: TableDefinition) => EditedTable): Source {
  return {
    specificationVersion: source.specificationVersion,
    identify: (options) => source.identify(options),
    ...(source.anticipate && { anticipate: source.anticipate }),
    listTables: async (options) => (await source.listTables(options)).map((table) => shape(table).definition),
    async plan(request, options) {
      const { after } = request
      const plan = await source.plan(after === undefined ? request : { ...request, after: withoutMark(after) }, options)
      const [first, ...others] = plan.tables
      const edited = shape(first)
      const notes = [...plan.notes, ...edited.notes]
      if (after !== undefined && isEditedOtherwise(after, edited.fingerprint)) notes.push(editedOtherwise(first.name))
      return { ...plan, request, notes, tables: [edited.definition, ...others.map((other) => shape(other).definition)] }
    },
    read: (plan, options) =>
      readEdited(
        source,
        plan,
        plan.tables.map((table) => shape(table)),
        options,
      ),
    ...looks(source, shape),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

async function* readEdited(
  source: Source,
  plan: Plan,
  tables: readonly EditedTable[],
  options: ReadOptions | undefined,
): AsyncGenerator<Batch, undefined> {
  const { after } = plan.request
  const request = after === undefined ? plan.request : { ...plan.request, after: withoutMark(after) }
  const rewrite = rewriterOf(tables)
  const fingerprint = tables[0]?.fingerprint
  for await (const { page, checkpoint, ...batch } of source.read({ ...plan, request }, options)) {
    const marked = withMark(checkpoint, fingerprint)
    yield page === undefined ? { ...batch, checkpoint: marked } : { ...batch, checkpoint: marked, page: rewrite(page) }
  }
}

/** Pages that nothing is done to go through as they came. */
function rewriterOf(tables: readonly EditedTable[]): (page: Page) => Page {
  const edited = tables.filter(({ edits }) => edits.length > 0)
  return edited.length === 0 ? (page) => page : createPageRewriter(edited)
}

function editedOtherwise(table: string): string {
  return `Rows of ${table} that earlier runs stored stay as they were: masks, excluded columns or trimming are others now. --full-refresh brings all of them into the new form.`
}

/** What the source can tell without a run, its samples edited as its records are. */
function looks(
  source: Source,
  shape: (definition: TableDefinition) => EditedTable,
): Pick<Source, 'check' | 'estimate' | 'sample'> {
  const { check, estimate, sample } = source
  return {
    ...(check && { check }),
    ...(estimate && { estimate }),
    ...(sample && {
      sample: async (request, options) => {
        const given = await sample(request, options)
        const edited = (await source.listTables(options)).filter(({ name }) => name === request.table).map(shape)
        return { ...given, pages: given.pages.map(rewriterOf(edited)) }
      },
    }),
  }
}
