import { mutations } from './mutations.ts'
import { plantBug } from './planted-bug.ts'
import { resolveToSources } from './source-packages.ts'

/** `node src/hunt.ts <mutation>` plants one bug, plays the seeds of the test that is to catch it, and ends at the first it shows in. */
/** What a user would miss in the table, or find there too much; an alarm alone does not count. */
const harm =
  /^Lost|^Doubled|^Neither read nor told|was deleted before the refresh|is of another workspace|^The list has/
const name = process.argv[2] ?? ''
const mutation = mutations.find((each) => each.name === name)
if (mutation === undefined) throw new TypeError(`There is no mutation ${name}.`)
resolveToSources()
plantBug(mutation)
const { playSchedules } = await import('./play-schedules.ts')
const { played, broken } = await playSchedules(mutation.caughtBy, (violation) => harm.test(violation))
process.stdout.write(`${JSON.stringify({ played, broken })}\n`)
