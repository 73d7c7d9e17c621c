import type { LoggedRequest } from '../request-log.ts'
import type { Fault } from './fault.ts'

/** Which requests are to fail, and how. Without `path`, `method` and `body`, any. */
export interface FaultOrder {
  readonly fault: Fault
  /** A path that must be the same, or a pattern that must be found in it. */
  readonly path?: string | RegExp
  readonly method?: 'GET' | 'POST'
  /** A pattern that must be found in the body, as JSON without spaces. */
  readonly body?: RegExp
  /** How many of the matching requests go well first. Default 0. */
  readonly skip?: number
  /** How many then fail. Default 1. */
  readonly times?: number
}

export interface FaultPlan {
  add(order: FaultOrder): void
  clear(): void
  /** The fault for a request, of the oldest order that has one left; counts it as used. */
  take(request: LoggedRequest): Fault | undefined
}

export function createFaultPlan(): FaultPlan {
  const orders: { readonly order: FaultOrder; skip: number; times: number }[] = []
  return {
    add(order) {
      orders.push({ order, skip: order.skip ?? 0, times: order.times ?? 1 })
    },
    clear() {
      orders.length = 0
    },
    take(request) {
      for (const pending of orders) {
        if (pending.times === 0 || !isMeant(pending.order, request)) {
          continue
        }
        if (pending.skip > 0) {
          pending.skip -= 1
          continue
        }
        pending.times -= 1
        return pending.order.fault
      }
      return undefined
    },
  }
}

function isMeant({ path, method, body }: FaultOrder, request: LoggedRequest): boolean {
  const isPath =
    path === undefined || (typeof path === 'string' ? request.path === path : request.path.search(path) >= 0)
  const isBody = body === undefined || JSON.stringify(request.body ?? null).search(body) >= 0
  return isPath && isBody && (method === undefined || request.method === method)
}
