import { createHash } from 'node:crypto'

import { type Connector, IngestError, type Source, type UriValues } from '@ingestr/contract'
import { isPresentableValue } from '@ingestr/connection-uri'
import {
  API_VERSION,
  createIntercomClient,
  type IntercomClient,
  type IntercomClientOptions,
  type IntercomRegion,
  REGIONS,
} from '@ingestr/intercom-client'

import { readCheckpoint } from './checkpoint.ts'
import { createIntercomSource } from './intercom-source.ts'
import { readTuning, tuningParameters } from './tuning.ts'

/** Reaches an Intercom workspace by `intercom://?access_token=<token>&region=<us|eu|au>`. */
export const sourceConnector: Connector<Source> = {
  specificationVersion: 'v1',
  schemes: ['intercom'],
  parameters: [
    { names: ['access_token', 'oauth_token'], isSecret: true, help: 'Access token of an Intercom app. Required.' },
    { names: ['region'], help: 'Where the workspace is hosted: us, eu or au. Default: us.' },
    { names: ['api_version'], help: `Version of the Intercom API. Default: ${API_VERSION}.` },
    { names: ['base_url'], help: 'Another host to talk to: a proxy, a test server.' },
    ...tuningParameters,
  ],
  async create(uri, runtime) {
    if (uri.location !== '') {
      throw new IngestError(
        'INVALID_URI',
        'An intercom:// URI names no host and no path: write intercom://?access_token=<token>.',
      )
    }
    const accessToken = readToken(uri.values)
    const region = readRegion(uri.values['region'])
    const apiVersion = readVersion(uri.values['api_version'])
    const baseUrl = uri.values['base_url']
    const { perPage, maxConcurrency, rateLimitReserve, indexLagMs } = readTuning(uri.values)
    const { clock, random, temporaryDirectory } = runtime
    const notes: string[] = []
    const client = openClient({
      accessToken,
      region,
      apiVersion,
      baseUrl,
      perPage,
      maxConcurrency,
      rateLimitReserve,
      clock,
      random,
      report: (event) => {
        if (event.type === 'token-exposed')
          notes.push('The base_url is not https: the token crosses the network in clear.')
      },
    })
    const tokenDigest = createHash('sha256').update(accessToken).digest('hex').slice(0, 16)
    return createIntercomSource({ client, clock, region, tokenDigest, notes, indexLagMs, temporaryDirectory })
  },
  describeCheckpoint(stored) {
    const checkpoint = readCheckpoint(stored)
    return checkpoint && { readUpTo: checkpoint.cursor, isUnfinished: checkpoint.plan !== null }
  },
}

/** What the client refuses came from the URI. */
function openClient(options: IntercomClientOptions): IntercomClient {
  try {
    return createIntercomClient(options)
  } catch (error) {
    if (!IngestError.isInstance(error) || error.code !== 'INVALID_OPTION') throw error
    throw new IngestError('INVALID_URI', error.message, { cause: error })
  }
}

function readToken(values: UriValues): string {
  const token = values['access_token']
  if (token !== undefined && token !== '') return token
  throw new IngestError(
    'INVALID_URI',
    'The source URI has no access_token: write intercom://?access_token=<token>. A token is under Configure, Authentication of your app in the Intercom Developer Hub.',
  )
}

function readRegion(given: string | undefined): IntercomRegion {
  const region = REGIONS.find((known) => known === (given ?? 'us').toLowerCase())
  if (region !== undefined) return region
  throw new IngestError(
    'INVALID_URI',
    `region=${present(given)} is none of Intercom's. Write region=us, region=eu or region=au.`,
  )
}

function readVersion(given: string | undefined): string {
  if (given === undefined) return API_VERSION
  if (/^(\d{1,2}\.\d{1,2}|Preview|Unstable)$/.test(given)) return given
  throw new IngestError(
    'INVALID_URI',
    `api_version=${present(given)} is no version of the Intercom API. Leave api_version out for ${API_VERSION}.`,
  )
}

/** A long or odd value may be a token in the wrong place. */
function present(value: string | undefined): string {
  return value !== undefined && isPresentableValue(value) ? value : '…'
}
