import { redactConnectionUri } from '@ingestr/connection-uri'
import { describe, expect, it } from 'vitest'

import { grammar } from './grammar.ts'

describe('redactConnectionUri', () => {
  it.each([
    ['intercom://?access_token=dG9rOjE=&region=us', 'intercom://?access_token=***&region=us'],
    ['intercom://?oauth_token=x&api_version=2.16', 'intercom://?oauth_token=***&api_version=2.16'],
    ['intercom://dG9rOjE@host?region=eu#rest', 'intercom://***?region=eu#***'],
    ['intercom://?access_tokn=x', 'intercom://?access_tokn=***'],
    ['intercom://?dG9rOjE', 'intercom://?***'],
    ['intercom://?base_url=http://user:password@host', 'intercom://?base_url=***'],
    ['intercom://?api_version=2.16-preview', 'intercom://?api_version=2.16-preview'],
    ['intercom://?api_version=2.16-previews', 'intercom://?api_version=***'],
    ['intercom://?region=dG9rOjE6MQabcdefghijklmnop', 'intercom://?region=***'],
    ['duckdb:///intercom.duckdb', 'duckdb://***'],
    ['duckdb://', 'duckdb://'],
    ['s3://bucket/key', 's3://***'],
    ['dG9rOjE6MQ==', '***'],
  ])('shows %s as %s', (text, shown) => {
    expect(redactConnectionUri(text, grammar.parameters)).toBe(shown)
  })

  it('hides every value when it is told of no parameters', () => {
    expect(redactConnectionUri('intercom://?access_token=abc&region=us')).toBe(
      'intercom://?access_token=***&region=***',
    )
  })
})
