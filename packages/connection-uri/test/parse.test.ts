import { formatConnectionUri, parseConnectionUri, schemeOf } from '@ingestr/connection-uri'
import { describe, expect, it } from 'vitest'

import { captureError } from './capture-error.ts'
import { grammar } from './grammar.ts'

const file = { schemes: ['duckdb'], parameters: [] }

describe('parseConnectionUri', () => {
  it('takes a URI apart into scheme, location and values', () => {
    expect(parseConnectionUri('intercom://?access_token=dG9rOjE=&region=us', grammar)).toEqual({
      scheme: 'intercom',
      location: '',
      values: { access_token: 'dG9rOjE=', region: 'us' },
    })
  })

  it('keeps a plus in a token, and undoes percent-escapes', () => {
    const { values } = parseConnectionUri('intercom://?access_token=a+b%2Bc%2Fd%3D%3D', grammar)
    expect(values['access_token']).toBe('a+b+c/d==')
  })

  it('gives an alias by the first name of its parameter', () => {
    expect(parseConnectionUri('intercom://?oauth_token=abc', grammar).values).toEqual({ access_token: 'abc' })
  })

  it('keeps a value that holds a URL with its own question and equals signs', () => {
    const { values } = parseConnectionUri('intercom://?base_url=http://127.0.0.1:80/x?a=b', grammar)
    expect(values['base_url']).toBe('http://127.0.0.1:80/x?a=b')
  })

  it.each([
    ['duckdb:///intercom.duckdb', '/intercom.duckdb'],
    ['duckdb:////data/intercom.duckdb', '//data/intercom.duckdb'],
    ['duckdb://:memory:', ':memory:'],
    ['duckdb://', ''],
    ['DuckDB://a%20b%3F%23.db', 'a b?#.db'],
    ['duckdb://übung/файл.db', 'übung/файл.db'],
  ])('reads the location of %s', (text, location) => {
    expect(parseConnectionUri(text, file)).toEqual({ scheme: 'duckdb', location, values: {} })
  })

  it('overlooks empty pieces of a query', () => {
    expect(parseConnectionUri('intercom://?&region=eu&', grammar).values).toEqual({ region: 'eu' })
  })

  it('keeps an empty value apart from a missing one', () => {
    expect(parseConnectionUri('intercom://?region=', grammar).values).toEqual({ region: '' })
  })

  it.each([
    ['intercom', /starts with a scheme and `:\/\/`/],
    ['intercom:/?region=us', /starts with a scheme and `:\/\/`/],
    ['://x', /starts with a scheme and `:\/\/`/],
    ['intercm://?region=us', /Unknown scheme `intercm`. Did you mean `intercom`\?/],
    [
      'intercom://?acces_token=x',
      /Unknown parameter `acces_token` .* Did you mean `access_token`\? Known: .*base_url\./,
    ],
    ['intercom://?Region=us', /Unknown parameter `Region` .* Did you mean `region`\?/],
    ['intercom://?region=us&region=eu', /`region` is given twice/],
    ['intercom://?access_token=a&oauth_token=b', /`access_token` and `oauth_token` are two names of one/],
    ['intercom://?access_token', /Part 1 of the query has no `=`/],
    ['intercom://?region=us&access_token=100%', /value of the parameter `access_token` has a `%`/],
    ['intercom://?re%gion=us', /Part 1 of the query has a `%`/],
    ['intercom://100%', /What follows `intercom:\/\/` has a `%`/],
    ['intercom://?region=us#x', /a `#` inside a name or value is written `%23`/],
  ])('refuses %s and says what to change', (text, message) => {
    const error = captureError(() => parseConnectionUri(text, grammar))
    expect(error.code).toBe('INVALID_URI')
    expect(error.message).toMatch(message)
  })

  it('says so where a scheme takes no parameters', () => {
    expect(captureError(() => parseConnectionUri('duckdb://a.db?region=us', file)).message).toMatch(/It takes none/)
  })
})

describe('schemeOf', () => {
  it('reads the scheme in lower case without looking at the rest', () => {
    expect(schemeOf('InterCom://?what=ever#%')).toBe('intercom')
  })
})

describe('formatConnectionUri', () => {
  it('escapes a plus, since other tools read it as a space', () => {
    const text = formatConnectionUri({
      scheme: 'intercom',
      location: '',
      values: { access_token: 'a+b', region: undefined },
    })
    expect(text).toBe('intercom://?access_token=a%2Bb')
  })
})
