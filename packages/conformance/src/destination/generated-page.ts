/**
 * The body of a page of so many records, from a seed: values of every kind under declared and unknown keys, at the edges
 * more often than not; or of one kind for each key, which is its column's. The same seed gives the same bytes.
 */
export function generateBody(seed: number, records: number, values: 'any' | 'fitting' = 'any'): string {
  const random = createRandom(seed)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[Math.floor(random() * items.length)] ?? items[0]
  const items = Array.from({ length: records }, (_, index) => {
    const cells = [`"id":"${index}"`]
    for (const [key, kinds] of Object.entries(keys)) {
      const kind = values === 'any' ? pick(kinds) : random() < 0.8 ? kinds[0] : nothing
      if (random() < 0.7) cells.push(`${JSON.stringify(key)}:${pick(kind)}`)
    }
    return `{${cells.join(',')}}`
  })
  return `{"data":[${items.join(',')}]}`
}

type Literals = readonly [string, ...string[]]

const integers: Literals = ['0', '-1', '42', '9007199254740993', '9223372036854775807', '-9223372036854775808']
const doubles: Literals = ['0.1', '-2.5', '1e-7', '1.7976931348623157e308', '5e-324', '123456.789']
const texts: Literals = [
  '""',
  '" "',
  '"null"',
  '"007"',
  '"Zoë"',
  '"\\"\\\\\\n\\u2028"',
  '"👩‍👩‍👧"',
  '"1970-01-01"',
  '"[1"',
  '"x,y;\'"',
]
const booleans: Literals = ['true', 'false']
const nothing: Literals = ['null']
const documents: Literals = [
  '[]',
  '{}',
  '[1,[2,{"a":null}]]',
  '{"a":{"b":[1e-7,12345678901234567890]}}',
  '[""]',
  '[null]',
]
const seconds: Literals = [
  '0',
  '-1',
  '1795000000',
  '1795000000123',
  '"2026-11-23T08:00:00Z"',
  '"2026-11-23T08:00:00.125+02:00"',
]

/** Kinds of values by key: the first fits its column, some make it wider. */
const keys: Readonly<Record<string, readonly [Literals, ...Literals[]]>> = {
  name: [texts, nothing],
  age: [integers, nothing],
  score: [doubles, integers, nothing],
  is_active: [booleans, nothing],
  updated_at: [seconds, nothing],
  tags: [documents, integers, texts, nothing],
  whole: [integers, nothing],
  fraction: [doubles, nothing],
  mixed: [integers, doubles, texts, booleans],
  flag: [booleans, nothing],
  nested: [documents, nothing],
}

/** Mulberry32: numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
