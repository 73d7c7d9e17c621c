import { invalidResponse } from './errors.ts'

import type { IngestError } from '@ingestr/contract'
import type { HttpResponse } from './http/message.ts'
import type { Requester, RequestOptions } from './http/requester.ts'

/** Whose data a token opens. */
export interface Workspace {
  /** `app.id_code`; the description of the API lets `app` be null. */
  readonly workspaceId?: string | undefined
  readonly workspaceName?: string | undefined
  /** As the API writes it: `US`. */
  readonly region?: string | undefined
  /** An IANA name, as in `America/Los_Angeles`: where the days of contact searches begin and end. */
  readonly timezone?: string | undefined
}

const path = '/me'

/** Asks who the token belongs to. */
export async function readWorkspace(requester: Requester, options: RequestOptions = {}): Promise<Workspace> {
  return requester.call({ build: () => ({ method: 'GET', path }), read: toWorkspace }, options)
}

function toWorkspace(response: HttpResponse): Workspace {
  const body = parse(response.bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw notWhole()
  const app = member(body, 'app')
  return {
    workspaceId: text(app, 'id_code'),
    workspaceName: text(app, 'name'),
    region: text(app, 'region'),
    timezone: text(app, 'timezone'),
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw notWhole()
  }
}

function notWhole(): IngestError {
  return invalidResponse(`GET ${path}`, 'a body that is not one whole JSON object')
}

function text(object: unknown, key: string): string | undefined {
  const value = member(object, key)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? new Map(Object.entries(object)).get(key) : undefined
}
