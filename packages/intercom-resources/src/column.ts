import type { Column, ColumnType } from '@ingestr/contract'

function column(type: ColumnType, name: string, description: string): Column {
  return { name, type, path: [name], description }
}

/** Text; ids too, whatever JSON type they arrive in, so that they join. */
export function text(name: string, description: string): Column {
  return column('text', name, description)
}

export function boolean(name: string, description: string): Column {
  return column('boolean', name, description)
}

export function integer(name: string, description: string): Column {
  return column('integer', name, description)
}

/** A number that may have a fraction. */
export function decimal(name: string, description: string): Column {
  return column('double', name, description)
}

/** A duration in whole seconds; the description says so. */
export function seconds(name: string, description: string): Column {
  return column('integer', name, `${description} In seconds.`)
}

/** An instant, which Intercom writes in unix seconds. */
export function time(name: string, description: string): Column {
  return { ...column('timestamp', name, description), encoding: 'unix-seconds' }
}

/** A list, a list's envelope, or a map with keys of the customer's choice: kept whole. */
export function json(name: string, description: string): Column {
  return column('json', name, description)
}

/** The fields of a nested object as columns `parent_child`. */
export function flattened(name: string, columns: readonly Column[]): readonly Column[] {
  return columns.map((inner) => ({ ...inner, name: `${name}_${inner.name}`, path: [name, ...inner.path] }))
}
