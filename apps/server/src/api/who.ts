import type { Context } from 'hono'

import type { Environment } from '../services.ts'

/** The name of who asks, for the record of changes. */
export function who(context: Context<Environment>): string {
  return context.env.principal?.name ?? 'nobody'
}
