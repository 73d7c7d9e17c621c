import { IngestError } from '@ingestr/contract'
import { describeFailure } from '@ingestr/ingest/telling'

import { statusOf } from '../server-error.ts'

/** An error as RFC 9457 has it, with our code; secrets are in none of our messages, and are taken out once more. */
export function problemResponse(error: unknown, redact: (text: string) => string): Response {
  const status = statusOf(error)
  const { code, message } = describeFailure(error)
  const body = {
    type: `urn:ingestr:error:${code}`,
    title: titles[status] ?? 'Error',
    status,
    code,
    detail: redact(message),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headersOf(error) },
  })
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (!IngestError.isInstance(error)) return {}
  if (error.code === 'TOO_MANY_ATTEMPTS') return { 'retry-after': /(\d+) s/.exec(error.message)?.[1] ?? '60' }
  return error.code === 'LOGIN_REQUIRED' ? { 'www-authenticate': 'Bearer realm="ingestr-server"' } : {}
}
