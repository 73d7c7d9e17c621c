import type { Column, TableDefinition } from '@ingestr/contract'

/** Where in a record a user's name points, and the column that is there itself, if one is declared. */
export type Place = { readonly path: readonly string[]; readonly column: Column | undefined }

/**
 * What a name points to in a table: a column (`email`, `location_city`), something inside one (`custom_attributes.plan`,
 * `contacts.*.external_id`), or a field by its path in the record (`source.author.email`). With a dot before it, a path may
 * be of a field that the table does not declare. Undefined where the table has no such thing.
 */
export function findPlace(name: string, { columns }: TableDefinition): Place | undefined {
  const column = columns.find((each) => each.name === name)
  if (column !== undefined) return { path: column.path, column }
  const isUndeclared = name.startsWith('.')
  const steps = (isUndeclared ? name.slice(1) : name).split('.')
  if (steps.includes('')) return undefined
  const declared = columns.find(({ path }) => isSame(path, steps))
  if (declared !== undefined) return { path: declared.path, column: declared }
  const [first = '', ...below] = steps
  const outer = columns.find((each) => each.name === first && each.type === 'json')
  if (outer !== undefined && below.length > 0) return { path: [...outer.path, ...below], column: undefined }
  const isInside = columns.some(
    ({ path, type }) => type === 'json' && path.length < steps.length && startsWith(steps, path),
  )
  return isInside || isUndeclared ? { path: steps, column: undefined } : undefined
}

function startsWith(steps: readonly string[], path: readonly string[]): boolean {
  return path.every((key, index) => steps[index] === key)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && startsWith(one, other)
}
