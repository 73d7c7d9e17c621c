import { readFileSync } from 'node:fs'

/** A property as the official description has it, references followed; the items of lists are left out. */
export type Property = {
  readonly type?: string
  readonly format?: string
  readonly properties?: { readonly [name: string]: Property }
}

type Listed = {
  readonly path: string
  readonly method: string
  readonly recordsKey: string
  readonly record: Property
}

/** What Intercom's OpenAPI description says of each list that fills a table (see samples/extract-schemas.ts). */
export const description: { readonly version: string; readonly lists: Readonly<Record<string, Listed>> } = JSON.parse(
  readFileSync(new URL('samples/schemas.json', import.meta.url), 'utf8'),
)

/** Properties that hold no more than one value each, by path from the record. */
export function leaves(
  property: Property,
  isKeptWhole: (path: string) => boolean,
  path = '',
): Array<[string, Property]> {
  return Object.entries(property.properties ?? {}).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`
    return inner.properties === undefined || isKeptWhole(at)
      ? [[at, inner] as [string, Property]]
      : leaves(inner, isKeptWhole, at)
  })
}
