import type { Clock } from '@ingestr/contract'

import type { Audit } from './audit.ts'
import type { Connections } from './connections/connections.ts'
import type { ApiKeys } from './guard/api-keys.ts'
import type { Attempts } from './guard/attempts.ts'
import type { Guard, Principal } from './guard/guard.ts'
import type { Operator } from './guard/operator.ts'
import type { Sessions } from './guard/sessions.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { Destinations } from './runs/destinations.ts'
import type { Freshness } from './runs/freshness.ts'
import type { Looks } from './runs/looks.ts'
import type { RunEvents } from './runs/run-events.ts'
import type { Runs } from './runs/runs.ts'
import type { Syncs } from './syncs/syncs.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** What routes and pages are made of. */
export interface Services {
  readonly clock: Pick<Clock, 'now'>
  readonly connections: Connections
  readonly syncs: Syncs
  readonly runs: Runs
  readonly events: RunEvents
  readonly looks: Looks
  readonly freshness: Freshness
  readonly destinations: Destinations
  readonly keys: ApiKeys
  readonly webhooks: Webhooks
  readonly audit: Audit
  readonly metrics: Metrics
  readonly operator: Operator
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly guard: Guard
  readonly allowedBaseUrls: readonly string[]
  /** Why it is not ready to serve; undefined where it is. */
  readonly unreadiness: () => Promise<string | undefined>
  readonly cookie: { readonly name: string; readonly isSecure: boolean }
  /** Aborted when the server ends: streams end then. */
  readonly closing: AbortSignal
}

/** What comes with each request that the guard let through. `principal` is missing on open paths only. */
export type Environment = { readonly Bindings: { readonly principal?: Principal; readonly address: string } }
