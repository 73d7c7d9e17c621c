import { IngestError } from '@ingestr/contract'

import type { Scope } from '../store/tables.ts'
import type { ApiKeys } from './api-keys.ts'
import type { Attempts } from './attempts.ts'
import { isSame, sign } from './digest.ts'
import type { OwnHosts } from './hosts.ts'
import { includes, neededScope } from './needed-scope.ts'
import type { Sessions } from './sessions.ts'

/** Who asks. `session`: the digest of theirs, where it is a person. */
export interface Principal {
  readonly name: string
  readonly scope: Scope
  readonly session?: string | undefined
}

/** What the guard goes by. */
export interface GuardOptions {
  readonly hosts: OwnHosts
  readonly sessions: Sessions
  readonly keys: ApiKeys
  readonly attempts: Attempts
  readonly formKey: Buffer
  readonly cookieName: string
  /** Paths that need nobody, by method. */
  readonly openPaths: Readonly<Record<string, ReadonlySet<string>>>
}

/** Stands before all routes: what it does not let through, no route sees. */
export interface Guard {
  /**
   * Undefined: nobody, at one of the open paths.
   * @throws IngestError `HOST_REFUSED`, `ORIGIN_REFUSED`, `INVALID_REQUEST`, `LOGIN_REQUIRED`, `TOO_MANY_ATTEMPTS`, `SCOPE_MISSING`
   */
  admit(request: Request, address: string): Promise<Principal | undefined>
  /** Proves that a form was made for this session. */
  formToken(session: string): string
  /** @throws IngestError `ORIGIN_REFUSED` */
  checkForm(principal: Principal, token: unknown): void
}

export function createGuard(options: GuardOptions): Guard {
  const { hosts, sessions, keys, attempts, formKey, cookieName, openPaths } = options

  async function findPrincipal(request: Request, address: string): Promise<Principal | undefined> {
    const authorization = request.headers.get('authorization')
    if (authorization !== null) {
      const key = await keys.find(/^bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
      // A key is nothing to guess: whoever has one need not wait for those at the same address, as behind a proxy, who try.
      if (key !== undefined) return { name: `key ${key.name}`, scope: key.scope }
      const wait = attempts.waitFor(address)
      if (wait > 0) throw tooManyAttempts(wait)
      attempts.failed(address)
      throw new IngestError('LOGIN_REQUIRED', 'The API key is not known.')
    }
    const cookie = readCookie(request.headers.get('cookie') ?? '', cookieName)
    const session = cookie === undefined ? undefined : await sessions.find(cookie)
    return session === undefined ? undefined : { name: 'operator', scope: 'admin', session }
  }

  const formToken = (session: string): string => sign(formKey, session)
  return {
    async admit(request, address) {
      if (!hosts.isOwn(request.headers.get('host'))) {
        throw new IngestError('HOST_REFUSED', 'This server does not answer to that name. See --public-url.')
      }
      const { pathname } = new URL(request.url)
      checkOrigin(request, hosts)
      checkMediaType(request, pathname)
      if (openPaths[request.method]?.has(pathname) === true) return undefined
      const principal = await findPrincipal(request, address)
      if (principal === undefined) throw new IngestError('LOGIN_REQUIRED', 'Log in first, or send an API key.')
      const needed = neededScope(request.method, pathname)
      if (!includes(principal.scope, needed)) {
        throw new IngestError(
          'SCOPE_MISSING',
          `This needs a key with the scope ${needed}; yours has ${principal.scope}.`,
        )
      }
      return principal
    },
    formToken,
    checkForm({ session }, token) {
      if (session !== undefined && typeof token === 'string' && isSame(token, formToken(session))) return
      throw new IngestError('ORIGIN_REFUSED', 'This form is old, or is not of this server. Load the page again.')
    },
  }
}

export function tooManyAttempts(seconds: number): IngestError {
  return new IngestError('TOO_MANY_ATTEMPTS', `Too many wrong tries. Try again in ${seconds} s.`, { isRetryable: true })
}

/** Browsers say where a request comes from; whatever comes from another site changes nothing here. */
function checkOrigin({ method, headers }: Request, hosts: OwnHosts): void {
  if (method === 'GET' || method === 'HEAD') return
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const isForeign =
    (origin !== null && !hosts.isOwnOrigin(origin)) || (site !== null && site !== 'same-origin' && site !== 'none')
  if (isForeign) throw new IngestError('ORIGIN_REFUSED', 'Requests from other sites change nothing here.')
}

/** One media type each, compared whole: the API takes JSON, pages take forms. */
function checkMediaType({ method, headers }: Request, pathname: string): void {
  const hasBody = headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0'
  if (method === 'GET' || method === 'HEAD' || !hasBody) return
  const wanted = pathname.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded'
  const given = (headers.get('content-type') ?? '').toLowerCase()
  if (given === wanted || given === `${wanted}; charset=utf-8` || given === `${wanted};charset=utf-8`) return
  throw new IngestError('INVALID_REQUEST', `The body must be ${wanted}.`)
}

export function readCookie(header: string, name: string): string | undefined {
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}
