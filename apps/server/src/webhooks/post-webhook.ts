import { lookup as lookUpName } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { createHmac } from 'node:crypto'
import type { LookupFunction } from 'node:net'

import { isPublicAddress } from './public-address.ts'
import { isAllowedHost } from './webhook-url.ts'

const timeoutMs = 10_000

/** One telling. */
export interface Telling {
  readonly url: string
  /** The same at each attempt, so that the receiver can tell. */
  readonly id: string
  readonly body: string
  readonly secret: string
  readonly at: number
  readonly allowedHosts: readonly string[]
}

/** What came of it, in words; `isTaken` for an answer of 2xx. Redirects are not followed. */
export type Answer = { readonly isTaken: boolean; readonly result: string }

/** How names are looked up: all addresses of one. */
export type LookUp = (host: string) => Promise<ReadonlyArray<{ readonly address: string; readonly family: number }>>

/** Posts it, signed as https://www.standardwebhooks.com has it. Never rejects. */
export async function postWebhook(telling: Telling, lookUp: LookUp = lookUpAll): Promise<Answer> {
  const url = new URL(telling.url)
  const isAllowed = isAllowedHost(url, telling.allowedHosts)
  if (url.protocol !== 'https:' && !isAllowed) return { isTaken: false, result: 'refused: not https' }
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  try {
    const addresses = await lookUp(host)
    const chosen = addresses[0]
    if (chosen === undefined) return { isTaken: false, result: 'the host has no address' }
    // One address inside is enough to refuse: which one is used is not left to chance.
    if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) {
      return { isTaken: false, result: 'refused: the host is inside this network' }
    }
    return await post(url, telling, chosen)
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no answer'
    return { isTaken: false, result: code }
  }
}

/** Standard Webhooks: `v1,` and base64 of HMAC-SHA256 over id, seconds and body. `secret` is `whsec_` and base64. */
function signWebhook(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

async function post(
  url: URL,
  { id, body, secret, at }: Telling,
  { address, family }: { readonly address: string; readonly family: number },
): Promise<Answer> {
  const seconds = Math.floor(at / 1000)
  // The address that was checked is the one that is asked, whatever the name says by now.
  const lookup: LookupFunction = (_host, options, callback) =>
    options.all === true ? callback(null, [{ address, family }]) : callback(null, address, family)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'ingestr-server',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signWebhook(secret, id, seconds, body),
  }
  return await new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const signal = AbortSignal.timeout(timeoutMs)
    const request = send(url, { method: 'POST', headers, lookup, agent: false, signal }, (response) => {
      response.resume()
      const { statusCode = 0 } = response
      resolve({ isTaken: statusCode >= 200 && statusCode < 300, result: `HTTP ${statusCode}` })
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function lookUpAll(host: string): ReturnType<LookUp> {
  return await lookUpName(host, { all: true })
}
