import { readFileSync } from 'node:fs'
export function breakdown(): string {
  const sums = new Map<string, number>()
  const big: [string, number][] = []
  let name = '',
    range = ''
  for (const line of readFileSync('/proc/self/smaps', 'utf8').split('\n')) {
    const m = /^([0-9a-f]+-[0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line)
    if (m) {
      range = m[1] ?? ''
      name = (m[3] ?? '').split('/').pop() || `anon ${m[2]}`
      continue
    }
    const r = /^Rss:\s+(\d+)/.exec(line)
    if (r) {
      const mb = Number(r[1]) / 1024
      sums.set(name, (sums.get(name) ?? 0) + mb)
      if (mb > 15) big.push([`${name}@${range}`, Math.round(mb)])
    }
  }
  return (
    [...sums]
      .filter(([, v]) => v > 3)
      .map(([k, v]) => `${k}=${Math.round(v)}`)
      .join(' ') +
    ' | ' +
    big.map(([k, v]) => `${k.slice(0, 30)}:${v}`).join(' ')
  )
}
