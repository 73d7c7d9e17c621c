import { presentName } from '@ingestr/connection-uri'
import { describe, expect, it } from 'vitest'

describe('presentName', () => {
  it.each([
    ['a word', 'regio'],
    ['words that are joined', 'access_token.v-x'],
    ['a word in capitals', 'REGION'],
    ['a word that begins with a capital', 'Intercom'],
    ['a word with a number', 's3'],
    ['nine letters with a number of two digits', 'abcdefghi12'],
    ['fifteen letters after a capital', 'Abcdefghijklmnop'],
    ['twenty letters', 'abcdefghijklmnopqrst'],
  ])('shows %s: %s', (_, text) => {
    expect(presentName(text)).toBe(`\`${text}\``)
  })

  it.each([
    ['a token', 'dG9rOjE6MQabcdefghijklmnop'],
    ['the beginning of a token', 'dG9rOjE'],
    ['a token with a word in it', 'dG9rOjSECRET'],
    ['letters of both cases', 'abcDEF'],
    ['twenty-one letters', 'abcdefghijklmnopqrstu'],
    ['twenty-one capitals', 'ABCDEFGHIJKLMNOPQRSTU'],
    ['sixteen letters after a capital', 'Abcdefghijklmnopq'],
    ['ten letters with a number', 'abcdefghij1'],
    ['three digits', 'abc123'],
    ['digits alone', '12'],
    ['a word after digits', '12abc'],
    ['padding', 'abc='],
    ['two lines, one of which is a word', 'region\ndG9rOjE'],
    ['a space', 'a b'],
    ['a backquote', 'a`b'],
    ['nothing', ''],
  ])('hides %s: %j', (_, text) => {
    expect(presentName(text)).toBe('(not shown, it could be a secret)')
  })
})
