import type { Json, Page, TableDefinition } from '@ingestr/contract'

import type { DestinationCase } from './case.ts'
import { expectRows } from './expect-rows.ts'
import type { DestinationPlace } from './place.ts'
import { generateBody } from './generated-page.ts'
import { load, page, rawPage } from './scenario.ts'
import { people, peopleTarget } from './tables.ts'

/** Every value is compared with what `page.rows` gives. */
export const valueCases: readonly DestinationCase[] = [
  exactly('D15', 'MUST keep integers of 64 bits to the last digit', (name) =>
    rawPage(
      `{"data":[${['9223372036854775807', '-9223372036854775808', '9007199254740993', '0', '-1']
        .map((digits, index) => `{"id":${index},"age":${digits},"${name}":${digits}}`)
        .join(',')}]}`,
    ),
  ),
  exactly('D16', 'MUST keep numbers as IEEE doubles', () =>
    rawPage(
      `{"data":[${['0.1', '1e-7', '1.7976931348623157e308', '5e-324', '-2.5', '123456789.12345679', '3']
        .map((digits, index) => `{"id":${index},"score":${digits},"rate":${digits}}`)
        .join(',')}]}`,
    ),
  ),
  exactly('D17', 'MUST keep text as it is: unicode, quotes, line breaks, and what looks like something else', () =>
    page(
      ...[
        'Zoë',
        '日本語',
        '👩‍👩‍👧',
        'O\'Brien "x" \\ ;--',
        'line\nbreak\r\n\ttab',
        ' spaced ',
        '{"a":1}',
        'null',
        '007',
        'true',
        '\u2028',
      ].map((name, index) => ({ id: String(index), name })),
    ),
  ),
  exactly('D18', 'MUST tell empty text from null, and take what is absent for null', () =>
    page(
      { id: 'empty', name: '' },
      { id: 'null', name: null, age: null, tags: null, location: null },
      { id: 'absent' },
    ),
  ),
  exactly('D19', 'MUST keep booleans, false among them', () =>
    page({ id: 'a', is_active: true }, { id: 'b', is_active: false }, { id: 'c', is_active: null }),
  ),
  exactly('D20', 'MUST keep timestamps: 0, negative, in milliseconds, ISO 8601', () =>
    page(
      ...[
        0,
        -1,
        -86_400,
        1_795_000_000,
        1_795_000_000_123,
        '2026-11-23T08:00:00Z',
        '2026-11-23T08:00:00.5+02:00',
        null,
      ].map((updated_at, index) => ({ id: String(index), updated_at })),
    ),
  ),
  exactly('D21', 'MUST keep documents, nested and with every digit', () =>
    rawPage(
      '{"data":[{"id":"a","tags":{"list":[1,"two",null,{"three":{}}],"big":12345678901234567890123,"small":1e-7}},' +
        '{"id":"b","tags":[]},{"id":"c","tags":{}},{"id":"d","tags":"text"},{"id":"e","tags":0},{"id":"f","tags":false}]}',
    ),
  ),
  exactly('D22', 'MUST keep unknown keys as columns, of records and of flattened objects', () =>
    page(
      {
        id: 'a',
        plan: 'pro',
        seats: 5,
        rate: 0.5,
        beta: true,
        links: [{ to: 'b' }],
        location: { city: 'Οία', zip: '8' },
      },
      { id: 'b', location: { lat: 36.5 } },
      { id: 'c', plan: null },
    ),
  ),
  exactly('D23', 'MUST take names of columns that need quoting', () =>
    page({ id: 'a', select: 1, 'with space': 2, 'qu"ote': 3, "apo'strophe": 4, größe: 5, 'semi;colon': 6, '7th': 7 }),
  ),
  exactly('D24', 'MUST keep values that do not fit the type of their column', () =>
    page(
      { id: 'a', age: 1, score: 1.5, is_active: true },
      { id: 'b', age: 'many', score: 'high', is_active: 'perhaps' },
      { id: 'c', age: 2 },
    ),
  ),
  exactly('D25', 'MUST take values of an unknown key that are of several types', () =>
    page({ id: 'a', plan: 1 }, { id: 'b', plan: 'pro' }, { id: 'c', plan: true }, { id: 'd', plan: 2.5 }),
  ),
  exactly('D94', 'MUST keep text as it was written where all that a key has looks like numbers, flags or times', () =>
    page(
      { id: 'a', age: 7, code: '12', rate: '1.50', flag: 'true', day: '2026-11-23' },
      { id: 'b', age: '1.50', code: '-7', rate: '1e5', flag: 'false', day: '2026-11-24' },
      { id: 'c', age: '1e5', code: '007', rate: '0.1', flag: 'true', day: '2026-11-25' },
    ),
  ),
  exactly(
    'D26',
    'MUST leave unknown keys out of a table that is not open',
    () => page({ id: 'a', plan: 'pro', age: 1 }),
    {
      ...people,
      isOpen: false,
    },
  ),
  {
    id: 'D27',
    requirement: 'MUST add a column that a later load brings, and read null in the rows before it',
    async run(place) {
      const pages = [page({ id: 'a' }), page({ id: 'b', plan: 'pro' })]
      await loadEach(place, pages)
      await expectRows(
        place,
        peopleTarget,
        pages.flatMap((each) => [...each.rows(people)]),
      )
    },
  },
  {
    id: 'D28',
    requirement: 'MUST keep the values of earlier loads where a later one needs a wider column',
    async run(place) {
      const pages = [page({ id: 'a', age: 12, plan: 7 }), page({ id: 'b', age: 'many', plan: 'pro' })]
      await loadEach(place, pages)
      await expectRows(
        place,
        peopleTarget,
        pages.flatMap((each) => [...each.rows(people)]),
      )
    },
  },
  ...[1, 2, 3].map((seed) =>
    exactly(`D${78 + seed}`, `MUST store what page.rows gives of generated bodies (seed ${seed})`, () =>
      rawPage(generateBody(seed, 40)),
    ),
  ),
  ...[1, 2, 3].map((seed) =>
    exactly(
      `D${94 + seed}`,
      `MUST store what page.rows gives of generated bodies whose values all fit their columns (seed ${seed})`,
      () => rawPage(generateBody(seed, 40, 'fitting')),
    ),
  ),
  {
    id: 'D29',
    requirement: 'MUST refuse a body that is no JSON, and store nothing of its load',
    async run(place) {
      const broken = rawPage('{"data":[{"id":"b"},')
      const failed = await load(place, { pages: [page({ id: 'a' }), broken] }).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      if (failed === undefined) throw new TypeError('it took a body that is cut short')
      await expectRows(place, peopleTarget, undefined)
    },
  },
]

/** One load of one page; columns named `name` are unknown ones. */
function exactly(
  id: string,
  requirement: string,
  make: (name: string) => Page,
  definition: TableDefinition = people,
): DestinationCase {
  return {
    id,
    requirement,
    async run(place) {
      const sent = make('unknown_number')
      await load(place, { pages: [sent], tables: [{ definition, target: peopleTarget }] })
      const rows = [...sent.rows(definition)]
      await expectRows(place, peopleTarget, rows)
      if (!definition.isOpen) await expectColumns(place, definition)
    },
  }
}

/** Each in a load of its own; where each load replaces the last, in one load. */
async function loadEach(place: DestinationPlace, pages: readonly Page[]): Promise<void> {
  await using destination = await place.open()
  const replaces = destination.capabilities.strategies.every((strategy) => strategy === 'replace')
  for (const each of replaces ? [pages] : pages.map((one) => [one])) await load(place, { pages: each })
}

async function expectColumns(place: DestinationPlace, { columns }: TableDefinition): Promise<void> {
  const known = new Set(columns.map(({ name }) => name))
  for (const row of (await place.rows(peopleTarget)) ?? []) {
    const read: { readonly [column: string]: Json } = typeof row === 'string' ? JSON.parse(row) : row
    const unknown = Object.keys(read).filter((name) => !known.has(name) && !name.startsWith('_'))
    if (unknown.length > 0) throw new TypeError(`there are columns that are not declared: ${unknown.join(', ')}`)
  }
}
