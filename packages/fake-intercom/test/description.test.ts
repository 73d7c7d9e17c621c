import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { Ajv, type ValidateFunction } from 'ajv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { startFakeIntercom, type FakeIntercom } from '../src/index.ts'
import { call } from './call.ts'
import { knownDeviations } from './known-deviations.ts'
import { toJsonSchema } from './to-json-schema.ts'

let fake: FakeIntercom
let ajv: Ajv

beforeAll(async () => {
  fake = await startFakeIntercom({ companiesNext: 'object', articlesNext: 'object' })
  const file = await readFile(new URL('samples/intercom-openapi-2.16.yaml.gz', import.meta.url))
  ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema(toJsonSchema(parse(gunzipSync(file).toString(), { maxAliasCount: -1 })), 'intercom')
})
afterAll(() => fake[Symbol.asyncDispose]())

function validatorOf(schema: string): ValidateFunction {
  return ajv.compile({ $ref: `intercom#/components/schemas/${schema}` })
}

/** Where an answer is not what the description says, list positions aside. */
function deviationsOf(validate: ValidateFunction, json: unknown): string[] {
  validate(json)
  const found = (validate.errors ?? []).map(({ instancePath }) => instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*'))
  return [...new Set(found)].toSorted()
}

const lists = [
  ['GET', '/contacts?per_page=150', 'contact_list', 'contact'],
  ['GET', '/companies?per_page=60', 'company_list', 'company'],
  ['GET', '/companies/scroll', 'company_scroll', 'company'],
  ['POST', '/companies/list?per_page=60', 'company_list', 'company'],
  [
    'GET',
    '/conversations?per_page=150&include_monitors=true&include_scorecards=true',
    'conversation_list',
    'conversation',
  ],
  ['GET', '/articles?per_page=60', 'article_list', 'article'],
  ['GET', '/tags', 'tag_list', 'tag'],
  ['GET', '/segments?include_count=true', 'segment_list', 'segment'],
  ['GET', '/admins?display_avatar=true', 'admin_list', 'admin'],
  ['GET', '/teams', 'team_list', 'team'],
  ['GET', '/data_attributes', 'data_attribute_list', 'data_attribute'],
  ['GET', '/conversations/attributes', 'conversation_attribute_list', 'conversation_attribute'],
  ['GET', '/me', 'admin_with_app', 'me'],
] as const

describe.each(lists)('%s %s', (method, path, schema, record) => {
  it('is answered as the official description says, except where recorded answers differ', async () => {
    const { status, json } = await call(fake, method, path)
    expect(status).toBe(200)
    const known = Object.keys(knownDeviations[record] ?? {})
    const found = deviationsOf(validatorOf(schema), json).map((place) => place.replace(/^\/\w+\/\*/, ''))
    const isKnown = (place: string): boolean =>
      known.some((entry) => (entry.endsWith('/') ? place.startsWith(entry) : place === entry))
    expect(found.filter((place) => !isKnown(place))).toEqual([])
    expect(known.filter((entry) => !found.some((place) => place.startsWith(entry)))).toEqual([])
  })
})

it('answers an error as the official description says', async () => {
  const { json } = await call(fake, 'GET', '/contacts/none')
  expect(deviationsOf(validatorOf('error'), json)).toEqual([])
})

const withParameters = {
  contact: '/contacts?per_page=150&include_merge_history=true',
  company: '/companies?per_page=60',
  conversation_list_item: '/conversations?per_page=150&include_monitors=true&include_scorecards=true',
  article_list_item: '/articles?per_page=60',
  tag: '/tags',
  segment: '/segments?include_count=true',
  admin: '/admins?display_avatar=true',
  team: '/teams',
  data_attribute: '/data_attributes',
} as const

it.each(Object.entries(withParameters))('shows every field of %s on some record', async (schema, path) => {
  const properties = validatorOf(schema).schema as { readonly $ref: string }
  expect(properties.$ref).toContain(schema)
  const described = ajv.getSchema(properties.$ref)?.schema as { readonly properties: Record<string, unknown> }
  const { json } = await call(fake, 'GET', path)
  const records: readonly object[] = Object.values(json).find((member) => Array.isArray(member)) as object[]
  const filled = new Set(
    records.flatMap((record) =>
      Object.entries(record)
        .filter(([, value]) => value !== null)
        .map(([key]) => key),
    ),
  )
  const missing = Object.keys(described.properties).filter((field) => !filled.has(field))
  expect(missing).toEqual([])
})
