import { resolveToSources } from './source-packages.ts'

/** `SEED=123 node src/run.ts` plays one seed and tells what happened; `COUNT=1000` plays as many from there on. */
resolveToSources()
const { simulate } = await import('./simulate.ts')
const first = Number(process.env['SEED'] ?? 1)
const count = Number(process.env['COUNT'] ?? 1)
const startedAt = performance.now()
let runs = 0
let requests = 0
const broken: string[] = []
for (let seed = first; seed < first + count; seed += 1) {
  const simulation = await simulate(seed, { isTraced: count === 1 })
  runs += simulation.runs
  requests += simulation.requests
  for (const line of simulation.trace) process.stdout.write(`${line}\n`)
  if (simulation.violation !== undefined) broken.push(`${seed}: ${simulation.violation}`)
}
const seconds = (performance.now() - startedAt) / 1000
for (const line of broken) process.stdout.write(`${line}\n`)
process.stdout.write(
  `${count} schedules, ${runs} runs, ${requests} requests in ${seconds.toFixed(1)} s; ${broken.length} broke a promise.\n`,
)
process.exitCode = broken.length > 0 ? 1 : 0
