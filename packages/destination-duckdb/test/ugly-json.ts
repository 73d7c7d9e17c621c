import fc from 'fast-check'

const tokens = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '12',
  '-5',
  '1.10',
  '1.5',
  '1e5',
  '1E-7',
  '-0.0',
  '1e400',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '123456789012345678901234567890',
  '1700000000',
  '1700000000123',
  '100000000000000',
  '"12"',
  '"012"',
  '"1.5"',
  '"1.50"',
  '"true"',
  '"null"',
  '""',
  '" "',
  '"text"',
  '"1700000000"',
  '"-5"',
  '"1700000000123"',
  '-1700000000',
  '"2026-01-01T10:00:00Z"',
  '"2026-01-01T10:00:00.5+05:30"',
  '"2026-02-30T10:00:00Z"',
  '"2026-01-01"',
  '"\\u00fc \\"quoted\\" \\\\ \\/ \\n"',
  '"😀 \u2028"',
  '"\\ud83d\\ude00"',
  '"{}"',
  '"[1]"',
  '[]',
  '{}',
]

/** Tokens that DuckDB refuses, so that the page goes to the reference. */
const refused = ['"\\ud800"', '"x\\udc00y"', '{"a":1,"a":{"b":2}}']

const keys = [
  'name',
  'age',
  'score',
  'active',
  'updated_at',
  'location',
  'tags',
  'Name',
  'foo',
  'Foo',
  'foo_bar',
  'location_city',
  '',
  ' ',
  '_',
  'é',
  'x"y',
  "x'y",
  'a/b',
  'a~b',
  '0',
  '_ingestr_run_id',
  'constructor',
  'select',
  '😀',
  'planName',
  'plan_name',
  'x'.repeat(300),
  'toString',
]
const nestedKeys = ['city', 'City', 'geo', 'zip', '', 'a/b', '0']

const space = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t')
/** Before a colon, where it is so rare that a page with it is left to DuckDB: most must not have it, or nothing else is tested. */
const rareSpace = fc.oneof({ weight: 60, arbitrary: fc.constant('') }, fc.constantFrom(' ', '\n'))

function scalar(hasRefused: boolean): fc.Arbitrary<string> {
  const plain = fc.constantFrom(...tokens)
  const text = fc.string({ unit: 'binary', maxLength: 8 }).map((value) => JSON.stringify(value))
  const number = fc
    .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
    .map((value) => JSON.stringify(value))
  const usual = fc.oneof({ weight: 6, arbitrary: plain }, text, number)
  return hasRefused ? fc.oneof({ weight: 30, arbitrary: usual }, fc.constantFrom(...refused)) : usual
}

function object(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>, first: string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.uniqueArray(fc.tuple(key, value, space, rareSpace), { selector: ([name]) => name, maxLength: 7 }), space)
    .map(([entries, end]) => {
      const fields = entries.map(([name, text, gap, before]) => `${JSON.stringify(name)}${before}:${gap}${text}`)
      return `{${[...first, ...fields].join(',')}${end}}`
    })
}

/** Bodies of pages with records that have unique ids and everything else as ugly as JSON allows. */
export function uglyBodies(options: { readonly hasRefused: boolean }): fc.Arbitrary<readonly string[]> {
  const value = scalar(options.hasRefused)
  const list = fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`)
  const nested = object(
    fc.constantFrom(...nestedKeys),
    fc.oneof(value, object(fc.constantFrom('lat', 'lng', 'Lat'), value, [])),
    [],
  )
  const any = fc.oneof({ weight: 5, arbitrary: value }, list, { weight: 2, arbitrary: nested })
  const record = object(fc.constantFrom(...keys), any, [])
  const body = fc.array(record, { maxLength: 4 })
  return fc.array(body, { minLength: 1, maxLength: 3 }).map((bodies) =>
    bodies.map((records, page) => {
      const identified = records.map((text, item) =>
        text.replace('{', `{"id":"${page}-${item}"${text === '{}' ? '' : ','}`),
      )
      return `{"type":"list","data":[${identified.join(',\n')}]}`.replaceAll(/,(\s*)\}/g, '$1}')
    }),
  )
}

/** Objects whose keys come and go, and in any order. */
function someOf(values: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const entries = fc.shuffledSubarray(Object.entries(values)).chain((chosen) => {
    const each = chosen.map(([key, value]) => value.map((made) => [key, made] as const))
    return fc.tuple(...each)
  })
  return entries.map((made) => Object.fromEntries(made))
}

function orNull(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.option(value, { freq: 4 })
}

/**
 * Bodies of pages whose values all fit their columns, so that rows are written straight from files. Ids come again, in one version
 * and in others.
 */
export function fittingBodies(): fc.Arbitrary<readonly string[]> {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', 'é', '😀', '\n"\\', '12'))
  const half = fc.integer({ min: -1000, max: 1000 }).map((number) => number / 2)
  const location = someOf({ city: orNull(text), zip: orNull(text), 'a/b': text })
  const optional = someOf({
    name: orNull(text),
    age: orNull(fc.oneof(fc.integer(), fc.maxSafeInteger())),
    score: orNull(half),
    active: orNull(fc.boolean()),
    location: orNull(location),
    tags: orNull(fc.array(text, { maxLength: 3 })),
    foo: orNull(fc.boolean()),
    Foo: orNull(fc.integer()),
    plan: someOf({ id: text, data: fc.constant([{ id: 'no' }]) }),
  })
  const version = fc.constantFrom(1_700_000_000, 1_700_000_001, 1_800_000_000)
  const record = fc.tuple(fc.integer({ min: 0, max: 9 }), version, optional)
  const body = fc.array(record, { maxLength: 6 }).map((records) =>
    JSON.stringify({
      data: records.map(([id, updated_at, more]) => ({ ...more, updated_at, id: `${id}` })),
      total_count: records.length,
    }),
  )
  return fc.array(body, { minLength: 1, maxLength: 3 })
}
