/** What a piece of work cost this process. */
export type Cost = { readonly seconds: number; readonly cpuSeconds: number }

export async function measure(work: () => Promise<void>): Promise<Cost> {
  const begun = performance.now()
  const used = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(used)
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 }
}

/** The most memory that this process has had so far, in MiB. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
