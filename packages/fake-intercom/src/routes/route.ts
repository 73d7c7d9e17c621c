import type { Answer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'

/** One endpoint. `:id` in a path stands for one segment. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  answer(context: RouteContext): Answer
}
