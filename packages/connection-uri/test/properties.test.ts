import { inspect } from 'node:util'

import { formatConnectionUri, parseConnectionUri, redactConnectionUri, schemeOf } from '@ingestr/connection-uri'
import { IngestError } from '@ingestr/contract'
import * as fc from 'fast-check'
import { assert, describe, expect, it } from 'vitest'

import { grammar } from './grammar.ts'

const tokenCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-'.split('')
const canaries = fc
  .array(fc.constantFrom(...tokenCharacters), { minLength: 24, maxLength: 80 })
  .map((characters) => characters.join(''))

const delimiters = ['://', ':/', '?', '&', '=', '#', '%', '%zz', '@', ':', '/', ' ', '\n', '+']
const words = [
  'intercom',
  'intercm',
  'duckdb',
  'access_token',
  'oauth_token',
  'region',
  'regoin',
  'us',
  'host',
  'base_url',
]
const fragments = fc.oneof(
  fc.constantFrom(...delimiters),
  fc.constantFrom(...words),
  fc.constantFrom('intercom://', 'intercom://?', 'access_token=', '&region=', '?region=us&'),
  fc.string({ maxLength: 6 }),
)

/** Text around a canary: pieces of URIs in any order. */
const surroundings = fc.array(fragments, { maxLength: 8 }).map((pieces) => pieces.join(''))

function everythingThrownBy(action: () => unknown): string {
  try {
    action()
    return ''
  } catch (error) {
    assert(IngestError.isInstance(error), 'something else than an IngestError was thrown')
    return `${inspect(error, { depth: 9, showHidden: true })}${error.stack}`
  }
}

describe('a token', () => {
  it('shows up in no error and no redacted text, wherever it stands in whatever URI', () => {
    fc.assert(
      fc.property(surroundings, canaries, surroundings, (before, canary, after) => {
        const text = `${before}${canary}${after}`
        const shown = [
          everythingThrownBy(() => parseConnectionUri(text, grammar)),
          everythingThrownBy(() => schemeOf(text)),
          redactConnectionUri(text),
          redactConnectionUri(text, grammar.parameters),
        ]
        // Schemes are put in lower case, so the canary must not hide behind that.
        for (const output of shown) expect(output.toLowerCase()).not.toContain(canary.toLowerCase())
      }),
      { numRuns: 3000 },
    )
  })

  it('stays hidden when it is percent-encoded', () => {
    fc.assert(
      fc.property(surroundings, canaries, surroundings, (before, canary, after) => {
        const encoded = canary.replace(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`)
        const text = `${before}${encoded}${after}`
        const shown = [
          everythingThrownBy(() => parseConnectionUri(text, grammar)),
          redactConnectionUri(text, grammar.parameters),
        ]
        for (const output of shown) {
          expect(output).not.toContain(canary)
          expect(output.toLowerCase()).not.toContain(encoded.toLowerCase())
        }
      }),
    )
  })
})

describe('formatting', () => {
  it('gives text that parses to the same URI', () => {
    const values = fc.record(
      {
        access_token: fc.string({ unit: 'binary' }),
        region: fc.string(),
        base_url: fc.webUrl({ withQueryParameters: true }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), values, (location, given) => {
        const uri = { scheme: 'intercom', location, values: given }
        expect(parseConnectionUri(formatConnectionUri(uri), grammar)).toEqual(uri)
      }),
    )
  })
})
