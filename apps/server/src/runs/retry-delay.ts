const firstMs = 30_000
const mostMs = 30 * 60_000

/** How long to wait before a retry: twice as long each time, and spread, so that not all come back at once. */
export function retryDelay(attempt: number, random: () => number): number {
  const most = Math.min(mostMs, firstMs * 2 ** (attempt - 1))
  return Math.round(most * (0.5 + random() / 2))
}
