import type { ServerProcess } from './launch-server.ts'

/** What came of many that follow one run. */
export interface Followed {
  readonly clients: number
  /** Those that had every event, from the first to the last, in order. */
  readonly complete: number
  readonly events: number
  readonly seconds: number
}

/** Opens so many streams of a run's events, and reads them to their end. */
export async function followRun(server: ServerProcess, key: string, run: string, clients: number): Promise<Followed> {
  const begun = performance.now()
  const streams = await Promise.all(
    Array.from({ length: clients }, () => readStream(`${server.url}/api/v1/runs/${run}/events`, key)),
  )
  const longest = Math.max(...streams.map((ids) => ids.length))
  const complete = streams.filter((ids) => ids.length === longest && ids.every((id, index) => id === index + 1)).length
  return { clients, complete, events: longest, seconds: (performance.now() - begun) / 1000 }
}

async function readStream(url: string, key: string): Promise<readonly number[]> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
  const text = await response.text()
  return Array.from(text.matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id))
}
