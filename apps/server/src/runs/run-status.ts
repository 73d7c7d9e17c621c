/** How a run may stand. `interrupted`: its server died; the run that goes on names it in `follows`. */
export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted', 'skipped'] as const

export type RunStatus = (typeof runStatuses)[number]

/** Of runs that are still to end. */
export const openStatuses = ['queued', 'running'] as const satisfies readonly RunStatus[]

/** Of runs that say how their sync stands. */
export const tellingStatuses = ['succeeded', 'failed'] as const satisfies readonly RunStatus[]

export function isOpen(status: string): boolean {
  return openStatuses.some((each) => each === status)
}

/** Whether another run may go on where this one ended. */
export function mayGoOn(status: string): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'interrupted'
}
