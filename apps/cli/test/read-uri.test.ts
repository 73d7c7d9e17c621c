import { chmod, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { expect, it } from 'vitest'

import { readUris } from '../src/read-uri.ts'

const secret = 'intercom://?access_token=dG9rOmNhbmFyeQ=='
const destUri = 'duckdb:///x.duckdb'
const nothing = Readable.from([])

it('leaves URIs as they are', async () => {
  expect(await readUris({ sourceUri: secret, destUri }, nothing)).toEqual({ sourceUri: secret, destUri })
})

it('takes the white space off that a variable may have around its URI', async () => {
  const given = { sourceUri: ` ${secret}\r\n`, destUri: `\t${destUri} ` }
  expect(await readUris(given, nothing)).toEqual({ sourceUri: secret, destUri })
})

it.each([secret, `${secret}\n`, `\uFEFF\r\n  ${secret}\r\n\r\n`])(
  'reads a URI from a file that holds %j',
  async (text) => {
    await using folder = await createTemporaryDirectory()
    const path = `${folder.path}/source.uri`
    await writeFile(path, text)
    const settings = { sourceUri: `@${path}`, destUri: `@${path}`, strict: true }
    expect(await readUris(settings, nothing)).toEqual({ sourceUri: secret, destUri: secret, strict: true })
  },
)

it('reads one of the two from stdin, however it is cut', async () => {
  const stdin = Readable.from([Buffer.from(secret.slice(0, 20)), Buffer.from(`${secret.slice(20)}\n`)])
  expect(await readUris({ sourceUri: '@-', destUri }, stdin)).toEqual({ sourceUri: secret, destUri })
  await expect(readUris({ sourceUri: '@-', destUri: '@-' }, nothing)).rejects.toThrow('Only one of')
})

it.each([
  ['', 'is empty'],
  ['\n \n', 'is empty'],
  [`${secret}\n${secret}`, 'more than one line'],
])('refuses a file that holds %j, and shows nothing of it', async (text, words) => {
  await using folder = await createTemporaryDirectory()
  const path = `${folder.path}/a`
  await writeFile(path, text)
  await chmod(path, 0o600)
  const reading = readUris({ sourceUri: `@${path}`, destUri }, nothing)
  await expect(reading).rejects.toMatchObject({ code: 'INVALID_USAGE', message: expect.stringContaining(words) })
  await expect(reading).rejects.not.toThrow('dG9r')
})

it('says which file cannot be read, and how to name one', async () => {
  const reading = readUris({ sourceUri: secret, destUri: '@none.uri' }, nothing)
  await expect(reading).rejects.toThrow('--dest-uri: the file "none.uri" cannot be read (ENOENT). Write @ and the path')
})
