import type { Answer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { refuse } from '../http/refusal.ts'
import type { StoredTable } from '../store/table.ts'

/** A read of one record by its id. */
export function answerSingle(
  context: RouteContext,
  table: StoredTable,
  missing: { readonly code: string; readonly message: string },
): Answer {
  const version = table.live.get(context.id)
  if (version === undefined) {
    throw refuse(404, missing.code, missing.message)
  }
  return { kind: 'object', value: table.singleOf(version, context.isRequested) }
}
