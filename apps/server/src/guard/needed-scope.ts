import type { Scope } from '../store/tables.ts'

const order: readonly Scope[] = ['read', 'run', 'admin']

/** What begins, ends or repeats runs of what is set up already. */
const runActions = [/^\/api\/v1\/syncs\/[^/]+\/(runs|backfills)$/, /^\/api\/v1\/runs\/[^/]+\/(cancel|retry)$/] as const

/** What a request needs. Whatever is not known to be less is for admins. */
export function neededScope(method: string, path: string): Scope {
  if (method === 'GET' || method === 'HEAD') return 'read'
  return method === 'POST' && runActions.some((action) => action.test(path)) ? 'run' : 'admin'
}

export function includes(scope: Scope, needed: Scope): boolean {
  return order.indexOf(scope) >= order.indexOf(needed)
}
