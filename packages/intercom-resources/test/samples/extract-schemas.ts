/**
 * Writes `schemas.json` from the official OpenAPI description (github.com/intercom/Intercom-OpenAPI, descriptions/2.16):
 * `node test/samples/extract-schemas.ts <path to api.intercom.io.yaml>`. Kept are the properties of the listed records,
 * and the responses of the endpoints that list them, references followed.
 */
import { readFileSync, writeFileSync } from 'node:fs'

import { parse } from 'yaml'

const paths = {
  contacts: { path: '/contacts/search', method: 'post' },
  companies: { path: '/companies/scroll', method: 'get' },
  conversations: { path: '/conversations/search', method: 'post' },
  articles: { path: '/articles', method: 'get' },
  tags: { path: '/tags', method: 'get' },
  segments: { path: '/segments', method: 'get' },
  admins: { path: '/admins', method: 'get' },
  teams: { path: '/teams', method: 'get' },
  data_attributes: { path: '/data_attributes', method: 'get' },
  conversation_attributes: { path: '/conversations/attributes', method: 'get' },
}

const source = parse(readFileSync(process.argv[2] ?? '', 'utf8'))

function resolve(schema: any): any {
  const name = schema?.$ref?.split('/').at(-1)
  return name === undefined ? schema : resolve(source.components.schemas[name])
}

/** Only what the tests read: types, formats, and properties; of a list, that it is one. */
function trim(schema: any): any {
  const whole = resolve(schema)
  // The same eighteen fields for each of forty languages: a map, as far as tables go.
  if (whole.title === 'Article Content') return { type: 'object' }
  const parts = [...(whole.allOf ?? []), ...(whole.oneOf ?? [])].map(trim)
  const own = Object.fromEntries(
    Object.entries(whole.properties ?? {}).map(([name, property]) => [name, trim(property)]),
  )
  const properties = Object.assign({}, ...parts.map((part) => part.properties), own)
  return {
    type: whole.type ?? parts[0]?.type,
    ...(whole.format !== undefined && { format: whole.format }),
    ...(Object.keys(properties).length > 0 && { properties }),
  }
}

const lists = Object.fromEntries(
  Object.entries(paths).map(([table, { path, method }]) => {
    const response = resolve(source.paths[path][method].responses['200'].content['application/json'].schema)
    const envelope = Object.entries(response.properties).filter(([, value]: any) => value.type === 'array')
    const [[recordsKey, list]]: any = envelope
    return [table, { path, method, recordsKey, record: trim(list.items) }]
  }),
)
writeFileSync(new URL('schemas.json', import.meta.url), `${JSON.stringify({ version: source.info.version, lists }, null, 1)}\n`)
