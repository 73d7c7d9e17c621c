import { median } from '../measure.ts'
import type { Contestant } from './contestant.ts'
import { timeCopy, type Copy, type Setting } from './time-copy.ts'

/** What a contestant took: medians, and all the times. */
export type Timing = Copy & { readonly name: string; readonly times: readonly number[] }

/** What all cases share. */
export type Course = {
  /** Of a place for databases that nothing else is in. */
  readonly folder: string
  readonly contacts: number
  readonly repeats: number
  readonly tell: (line: string) => void
}

/** Copies that take longer than this are not repeated: they mostly wait, and always as long. */
const longSeconds = 60

/** Lets contestants take turns, so that what else the machine does meets all of them. */
export async function race(
  { folder, repeats, tell }: Course,
  contestants: readonly Contestant[],
  setting: Setting,
): Promise<readonly Timing[]> {
  const copies = new Map<Contestant, Copy[]>(contestants.map((contestant) => [contestant, []]))
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const [contestant, done] of copies) {
      if (done.some(({ seconds }) => seconds > longSeconds)) continue
      const copy = await timeCopy(folder, contestant, setting)
      tell(`  ${contestant.name}: ${copy.seconds.toFixed(2)} s, ${copy.peakMegabytes.toFixed(0)} MiB`)
      done.push(copy)
    }
  }
  return Array.from(copies, ([{ name }, done]) => summarize(name, done))
}

function summarize(name: string, copies: readonly Copy[]): Timing {
  const of = (key: keyof Copy): number => median(copies.map((copy) => copy[key]))
  return {
    name,
    seconds: of('seconds'),
    peakMegabytes: of('peakMegabytes'),
    cpuSeconds: of('cpuSeconds'),
    requests: of('requests'),
    refused: of('refused'),
    rows: of('rows'),
    times: copies.map(({ seconds }) => seconds),
  }
}
