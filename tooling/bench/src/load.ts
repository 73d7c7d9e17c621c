import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { describeMachine } from './machine.ts'
import { median } from './measure.ts'
import { printTable } from './print-table.ts'
import { runChild } from './run-child.ts'

import type { FirstLoad } from './load/first-load.ts'
import type { MergeInto } from './load/merge-into.ts'
import type { PlainLoad } from './load/plain-duckdb.ts'

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '200000' },
    /** How many times as many contacts the load has whose memory is compared. */
    growth: { type: 'string', default: '10' },
    small: { type: 'string', default: '100000' },
    large: { type: 'string', default: '5000000' },
    repeats: { type: 'string', default: '3' },
  },
})

type Row = {
  readonly what: string
  readonly is: number
  readonly against: number
  readonly unit: string
  readonly atMost: number
}

const folder = await mkdtemp(join(tmpdir(), 'ingestr-bench-'))
try {
  await bench()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function bench(): Promise<void> {
  const pages = join(folder, 'pages')
  await runChild('./load/make-pages.ts', pages, values.contacts)
  const plain: PlainLoad[] = []
  const loads: FirstLoad[] = []
  for (let repeat = 0; repeat < Number(values.repeats); repeat += 1) {
    plain.push(await onFreshFile((file) => runChild<PlainLoad>('./load/plain-duckdb.ts', pages, file)))
    loads.push(await onFreshFile((file) => runChild<FirstLoad>('./load/first-load.ts', pages, file, '1')))
  }
  const grown = await onFreshFile((file) => runChild<FirstLoad>('./load/first-load.ts', pages, file, values.growth))
  const small = await onFreshFile((file) => runChild<MergeInto>('./load/merge-into.ts', pages, file, values.small))
  const large = await onFreshFile((file) => runChild<MergeInto>('./load/merge-into.ts', pages, file, values.large))
  const peak = median(loads.map((load) => load.peakMegabytes))
  const many = Number(values.contacts).toLocaleString('en')
  const rows: readonly Row[] = [
    {
      what: `${many} contacts, first load, against DuckDB alone`,
      is: median(loads.map(({ seconds }) => seconds)),
      against: median(plain.map(({ seconds }) => seconds)),
      unit: 's',
      atMost: 3,
    },
    {
      what: `memory of ${grown.rows.toLocaleString('en')}, against ${many}`,
      is: grown.peakMegabytes,
      against: peak,
      unit: 'MiB',
      atMost: 1.2,
    },
    // 600 MB.
    { what: `memory of ${many}, against 572 MiB`, is: peak, against: 572, unit: 'MiB', atMost: 1 },
    {
      what: `10,000 changed rows into ${values.large}, against ${values.small}`,
      is: large.changedMs,
      against: small.changedMs,
      unit: 'ms',
      atMost: 3,
    },
    {
      what: `10,000 equal rows into ${values.large}, against ${values.small}`,
      is: large.sameMs,
      against: small.sameMs,
      unit: 'ms',
      atMost: 3,
    },
  ]
  process.stdout.write(
    `${describeMachine()}\n\n${printTable(['What', 'Is', 'Against', 'Ratio', 'At most'], rows.map(cells))}\n\n`,
  )
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(), rows, plain, loads, grown, small, large })}\n`)
  if (rows.some(({ is, against, atMost }) => is / against > atMost)) process.exitCode = 1
}

async function onFreshFile<Result>(work: (path: string) => Promise<Result>): Promise<Result> {
  const place = await mkdtemp(join(folder, 'database-'))
  try {
    return await work(join(place, 'bench.duckdb'))
  } finally {
    await rm(place, { recursive: true })
  }
}

function cells({ what, is, against, unit, atMost }: Row): readonly string[] {
  const amount = (value: number): string => `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`
  return [what, amount(is), amount(against), (is / against).toFixed(2), String(atMost)]
}
