import { IngestError } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'
import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'

import { statusOf } from '../server-error.ts'
import type { Environment, Services } from '../services.ts'
import type { Frame } from './layout.tsx'

/** What page routes have in common. */
export interface PageTools {
  readonly services: Services
  readonly assets: Frame['assets']
  readonly redact: (text: string) => string
}

export function frameOf(context: Context<Environment>, { services, assets }: PageTools): Frame {
  const session = context.env.principal?.session
  return { assets, token: session === undefined ? '' : services.guard.formToken(session) }
}

export function show(page: JSX.Element, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  // oxlint-disable-next-line typescript/no-base-to-string -- an element of hono/jsx is its HTML
  return new Response(`<!doctype html>${page.toString()}`, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  })
}

/** See what became of a change at another address, so that loading again repeats nothing. */
export function seeOther(path: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { location: path, ...headers } })
}

/** A page with what was wrong, for whoever can put it right; what nobody at the page can is thrown on. */
export function problemOf(
  error: unknown,
  { redact }: Pick<PageTools, 'redact'>,
): { readonly text: string; readonly status: number } {
  const status = statusOf(error)
  if (status === 500 || !IngestError.isInstance(error) || error.code === 'ORIGIN_REFUSED') throw error
  return { text: redact(describeFailure(error).message), status }
}
