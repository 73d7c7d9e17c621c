import { rejectionOf } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { checkScheme, identifierOf } from '../src/scaffold/scheme.ts'

it.each(['s3', 'acme-lake', 'a', 'jsonl', 'x'.repeat(41)])('%s can be the scheme of a new destination', (scheme) => {
  expect(() => checkScheme(scheme)).not.toThrow()
})

it.each([
  ['capitals', 'AcmeLake', 'this one has "A" and "L".'],
  ['what a package cannot have in its name', 'acme_lake', 'this one has "_".'],
  ['what a URI may have, but no name in TypeScript', 'acme+lake.v2', 'this one has "+" and ".".'],
  ['many of those', 'A B+C.D_é', 'this one has "A", " ", "B", "+" and others.'],
  ['a whole URI', 'acme:///out', 'this one has ":" and "/".'],
  ['a digit first', '3s', 'this one has "3" at its beginning.'],
  ['a hyphen first', '-acme', 'this one has "-" at its beginning.'],
  ['a hyphen last', 'acme-', 'this one has a hyphen at its end.'],
  ['two hyphens', 'acme--lake', 'this one has a hyphen after another.'],
  ['nothing', '', 'this one has none.'],
  ['more than ingestr looks for', 'x'.repeat(42), 'at most 41 characters; this one has 42.'],
  ['what the destination of ingestr serves', 'duckdb', 'duckdb:// is a scheme of ingestr itself'],
  ['what the source of ingestr serves', 'intercom', 'intercom:// is a scheme of ingestr itself'],
])('a scheme with %s is refused, and the message says what is wrong', async (_name, scheme, words) => {
  const { code, message } = await rejectionOf(Promise.resolve().then(() => checkScheme(scheme)))
  expect(code).toBe('INVALID_SCHEME')
  expect(message).toContain(words)
})

it.each([
  ['acme', 'Acme'],
  ['acme-lake', 'AcmeLake'],
  ['s3-v2', 'S3V2'],
])('%s is %s in names of functions and classes', (scheme, identifier) => {
  expect(identifierOf(scheme)).toBe(identifier)
})
