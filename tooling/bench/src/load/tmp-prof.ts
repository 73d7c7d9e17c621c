import { DuckDBConnection } from '@duckdb/node-api'
const sums = new Map<string, { n: number; wall: number }>()
for (const name of ['run', 'runAndReadAll'] as const) {
  const original = (DuckDBConnection.prototype as any)[name]
  ;(DuckDBConnection.prototype as any)[name] = async function (sql: string, ...rest: unknown[]) {
    const t = performance.now()
    try {
      return await original.call(this, sql, ...rest)
    } finally {
      const key = sql
        .replace(/'[^']*'/g, "'…'")
        .replace(/\d+/g, '0')
        .slice(0, 60)
      const s = sums.get(key) ?? { n: 0, wall: 0 }
      s.n++
      s.wall += performance.now() - t
      sums.set(key, s)
    }
  }
}
process.on('exit', () => {
  for (const [k, s] of [...sums].sort((a, b) => b[1].wall - a[1].wall).slice(0, 28))
    console.error(String(s.n).padStart(4), s.wall.toFixed(0).padStart(6), k)
})
await import('./tmp-first1.ts')
