import { oneAtATime, ours, secondsOf, singly, type CaseResult, type ExtractCase, type Field } from './extract-case.ts'
import { race, type Course } from './race.ts'

const latencyMs = 300
const day = 86_400_000

/** In the order in which they run. */
export const cases: readonly ExtractCase[] = [
  {
    name: 'latency',
    title: ({ contacts }) => `${count(contacts)} contacts, 300 ms a request`,
    run: async (course, field) => {
      const timings = await race(course, everybody(field), { contacts: course.contacts, latencyMs })
      return {
        timings,
        targets: [
          {
            what: 'faster than one request at a time',
            is: secondsOf(timings, oneAtATime) / secondsOf(timings, ours),
            bound: 24,
            kind: 'at least',
            unit: '×',
          },
          { what: 'end to end', is: secondsOf(timings, ours), bound: 5, kind: 'at most', unit: 's' },
        ],
      }
    },
  },
  {
    name: 'no-latency',
    title: ({ contacts }) => `${count(contacts)} contacts, no latency`,
    run: async (course, field) => {
      const timings = await race(course, everybody(field), { contacts: course.contacts, latencyMs: 0 })
      return {
        timings,
        targets: [{ what: 'end to end', is: secondsOf(timings, ours), bound: 3.5, kind: 'at most', unit: 's' }],
      }
    },
  },
  {
    name: 'one-day',
    title: ({ contacts }) => `${count(contacts)} contacts created on one day, 300 ms a request`,
    run: async (course, field) => {
      const begin = Date.UTC(2026, 2, 17, 9)
      const timings = await race(course, [field.ingestr(ours), singly(field)], {
        contacts: course.contacts,
        latencyMs,
        fake: { createdBetween: [begin, begin + day / 3] },
      })
      const is = secondsOf(timings, oneAtATime) / secondsOf(timings, ours)
      return {
        timings,
        targets: [{ what: 'faster than one request at a time', is, bound: 8, kind: 'at least', unit: '×' }],
      }
    },
  },
  {
    name: 'second-run',
    title: ({ contacts }) => `Second run over ${count(contacts)} contacts after 120 changes, 300 ms a request`,
    run: async (course, field) => ({
      timings: await race(course, everybody(field), { contacts: course.contacts, latencyMs, changes: 120 }),
      targets: [],
    }),
  },
  {
    name: 'memory',
    title: ({ contacts }) => `${count(contacts)} contacts and ten times as many, no latency`,
    run: memory,
  },
  {
    name: 'knee',
    title: ({ contacts }) => `${count(contacts)} contacts, 300 ms a request, 20 answers worked on at a time`,
    run: knee,
  },
  {
    name: 'all-tables',
    title: ({ contacts }) => `All tables, ${count(contacts / 3)} contacts among them, 300 ms a request`,
    run: async (course, field) => {
      const contacts = Math.round(course.contacts / 3)
      const counts = { contacts, conversations: contacts, companies: contacts / 10, articles: contacts / 20 }
      const timings = await race(course, [field.ingestr(ours, 'all')], { contacts, latencyMs, fake: { counts } })
      return { timings, targets: [] }
    },
  },
]

function everybody(field: Field): ReturnType<Field['ingestr']>[] {
  return [field.ingestr(ours), singly(field), ...field.others]
}

async function memory(course: Course, field: Field): Promise<CaseResult> {
  const few = await race(course, [field.ingestr(ours)], { contacts: course.contacts, latencyMs: 0 })
  const tenfold = field.ingestr(`${ours}, ten times as many`)
  const many = await race({ ...course, repeats: 1 }, [tenfold], { contacts: course.contacts * 10, latencyMs: 0 })
  const timings = [...few, ...many]
  const [least = NaN, most = NaN] = timings.map(({ peakMegabytes }) => peakMegabytes)
  return {
    timings,
    targets: [
      { what: 'peak memory', is: most, bound: 572, kind: 'at most', unit: 'MiB' },
      { what: 'peak memory, against that of a tenth', is: most / least, bound: 1.5, kind: 'at most', unit: '×' },
    ],
  }
}

async function knee(course: Course, field: Field): Promise<CaseResult> {
  const bounded = [10, 20, 40].map((most) =>
    field.ingestr(`${ours}, ${most} at a time`, 'contacts', ['--extract-parallelism', String(most)]),
  )
  const setting = { contacts: course.contacts, latencyMs, fake: { capacity: 20 } }
  const timings = await race(course, [field.ingestr(ours), ...bounded], setting)
  const best = Math.min(...timings.filter(({ name }) => name !== ours).map(({ seconds }) => seconds))
  const is = best / secondsOf(timings, ours)
  return {
    timings,
    targets: [{ what: 'speed, of the best that is told how many', is, bound: 0.9, kind: 'at least', unit: '×' }],
  }
}

function count(records: number): string {
  return Math.round(records).toLocaleString('en')
}
