import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'

import type { Environment } from '../services.ts'
import { problemView } from './views.ts'

/** The application that all routes are put into. */
export type Application = OpenAPIHono<Environment>

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemView } },
})

/** What every route may answer beside what it is for. */
export const problems = {
  400: problem('The request is not well formed.'),
  401: problem('No API key, or an unknown one.'),
  403: problem('The scope of the key does not cover this.'),
  404: problem('There is no such thing.'),
  409: problem('It cannot be as things are; `detail` says why.'),
  422: problem('A value cannot be; `detail` names it.'),
  429: problem('Too many wrong keys; `Retry-After` says how long to wait.'),
  500: problem('Something went wrong that should not have.'),
  502: problem('What was asked elsewhere could not be answered.'),
  503: problem('The server is ending.'),
} as const

/** A route of the API with a JSON body as its answer. */
export function jsonRoute<
  Method extends RouteConfig['method'],
  Path extends string,
  Schema extends z.ZodType,
  Status extends 200 | 201 | 202,
>(options: {
  readonly method: Method
  readonly path: Path
  readonly tag: string
  readonly summary: string
  readonly status: Status
  readonly answer: Schema
}) {
  const { method, path, tag, summary, status, answer } = options
  return {
    method,
    path,
    tags: [tag],
    summary,
    security: [{ apiKey: [] }],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key loses its type
    responses: {
      ...problems,
      [status]: { description: summary, content: { 'application/json': { schema: answer } } },
    } as typeof problems & Record<Status, { description: string; content: { 'application/json': { schema: Schema } } }>,
  }
}

/** A route that answers with nothing. */
export function emptyRoute<Method extends RouteConfig['method'], Path extends string>(options: {
  readonly method: Method
  readonly path: Path
  readonly tag: string
  readonly summary: string
}) {
  const { method, path, tag, summary } = options
  return {
    method,
    path,
    tags: [tag],
    summary,
    security: [{ apiKey: [] }],
    responses: { ...problems, 204: { description: summary } },
  }
}

export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

export const idParameter = z.object({
  id: z
    .string()
    .max(40)
    .openapi({ param: { name: 'id', in: 'path' } }),
})

export const limitQuery = z.coerce.number().int().min(1).max(200).default(50)

export { createRoute }
