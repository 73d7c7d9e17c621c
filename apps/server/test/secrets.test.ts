import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readKey } from '../src/secrets/key-file.ts'
import { createRedactor } from '../src/secrets/redactor.ts'
import { createVault } from '../src/secrets/vault.ts'

const place = { owner: 'conn_1', field: 'accessToken', host: 'api.intercom.io' }

describe('a sealed secret', () => {
  it('opens with the same key at the same place, and is sealed otherwise each time', () => {
    const vault = createVault(Buffer.alloc(32, 1))
    const sealed = vault.seal('dG9rOmNhbmFyeQ==', place)
    expect(vault.open(sealed, place)).toBe('dG9rOmNhbmFyeQ==')
    expect(vault.seal('dG9rOmNhbmFyeQ==', place)).not.toBe(sealed)
  })

  it.each([
    ['another owner', { ...place, owner: 'conn_2' }],
    ['another field', { ...place, field: 'signingSecret' }],
    ['another host', { ...place, host: 'evil.example' }],
    ['letters that are moved', { ...place, owner: 'conn_1access', field: 'Token' }],
    ['parts that are moved', { owner: 'conn_1","accessToken', field: '', host: 'api.intercom.io' }],
  ])('does not open for %s', (_, other) => {
    const vault = createVault(Buffer.alloc(32, 1))
    expect(() => vault.open(vault.seal('secret', place), other)).toThrow(
      expect.objectContaining({ code: 'SECRET_UNREADABLE' }),
    )
  })

  it('does not open with another key, cut short, or with any bit turned', () => {
    const vault = createVault(Buffer.alloc(32, 1))
    const sealed = vault.seal('secret', place)
    const unreadable = expect.objectContaining({ code: 'SECRET_UNREADABLE' })
    expect(() => createVault(Buffer.alloc(32, 2)).open(sealed, place)).toThrow(unreadable)
    expect(() => vault.open('', place)).toThrow(unreadable)
    const bytes = Buffer.from(sealed, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes)
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => vault.open(turned.toString('base64'), place)).toThrow(unreadable)
    }
  })
})

describe('the key', () => {
  it('is made once, for its owner only, and read again', async () => {
    await using folder = await createTemporaryDirectory()
    const file = join(folder.path, 'key')
    const made = readKey({ variable: undefined, file })
    expect(made.isNew).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readKey({ variable: undefined, file })).toEqual({ key: made.key, isNew: false })
    expect(readKey({ variable: made.key.toString('base64'), file: '/nowhere' }).key).toEqual(made.key)
  })

  it('is refused where others may read it, and where it is none', async () => {
    await using folder = await createTemporaryDirectory()
    const file = join(folder.path, 'key')
    readKey({ variable: undefined, file })
    chmodSync(file, 0o640)
    expect(() => readKey({ variable: undefined, file })).toThrow(/chmod 600/)
    chmodSync(file, 0o600)
    writeFileSync(file, 'short')
    expect(() => readKey({ variable: undefined, file })).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }))
    expect(readFileSync(file, 'utf8')).toBe('short')
    expect(() => readKey({ variable: 'short', file })).toThrow(/INGESTR_SERVER_KEY/)
    expect(() => readKey({ variable: undefined, file: join(folder.path, 'none', 'key') })).toThrow(
      /cannot be read or made/,
    )
  })
})

describe('the redactor', () => {
  const secret = 'dG9rOmNhbmFyeS1/IiY=$&'
  const redactor = createRedactor()
  redactor.add(secret)

  it.each([
    ['as it is', secret],
    ['in a URL', encodeURIComponent(secret)],
    ['in JSON', JSON.stringify({ secret })],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ secret: `"${secret}` }))],
    ['in base64', Buffer.from(`Bearer ${secret}`).toString('base64')],
    ['in base64, one further', Buffer.from(`Bearer: ${secret}`).toString('base64')],
    ['in base64url', Buffer.from(`x${secret}`).toString('base64url')],
    ['in hexadecimal digits', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('takes a secret out of a text %s', (_, text) => {
    const told = redactor.redact(`before ${text} after`)
    expect(told).toContain('***')
    expect(told).not.toContain(secret.slice(4, 14))
    expect(told.startsWith('before ')).toBe(true)
  })

  it('takes out one with quotes in it as JSON has it, and one that begins another whole', () => {
    const own = createRedactor()
    own.add('pass"word')
    own.add('token-12')
    own.add('token-123456')
    expect(own.redact(JSON.stringify({ text: 'pass"word' }))).toBe('{"text":"***"}')
    expect(own.redact('token-123456 token-12')).toBe('*** ***')
  })

  it('holds back all of what may be the beginning of a secret', () => {
    for (const form of [secret, Buffer.from(secret).toString('hex')]) {
      for (let cut = 1; cut < form.length; cut += 1) {
        const stream = redactor.createStream()
        const early = stream.write(`${'x'.repeat(200)}${form.slice(0, cut)}`)
        expect(early.replaceAll('x', ''), `cut at ${cut}`).toBe('')
        expect(`${early}${stream.write(form.slice(cut))}${stream.end()}`).toBe(`${'x'.repeat(200)}***`)
      }
    }
  })

  it('finds secrets in a stream however it is cut, and changes nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b ', secret, 'dG9r', '\n'), { maxLength: 12 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (pieces, sizes) => {
          const text = pieces.join('')
          const stream = redactor.createStream()
          let told = ''
          let rest = text
          for (const size of sizes) {
            if (rest === '') break
            told += stream.write(rest.slice(0, size))
            rest = rest.slice(size)
          }
          told += stream.end()
          expect(told).toBe(text.replaceAll(secret, '***'))
        },
      ),
    )
  })
})
