import { describe, expect, it } from 'vitest'

import { readOptions } from '../src/read-options.ts'

describe('the options of the server', () => {
  it('are on loopback, with a folder beside, when nothing is said', () => {
    const options = readOptions({}, {})
    expect(options).toMatchObject({ address: '127.0.0.1', port: 8620, mostRuns: 4, keepDays: 90, publicUrl: undefined })
    expect(options.dataDirectory).toMatch(/\/ingestr-data$/)
  })

  it('come from variables too; a flag goes before, and an empty variable is none', () => {
    const environment = {
      INGESTR_SERVER_PORT: '9000',
      INGESTR_SERVER_MAX_RUNS: '',
      INGESTR_SERVER_DATA_DIR: '/srv/one',
      INGESTR_SERVER_ALLOW_BASE_URL: 'https://proxy.example, http://127.0.0.1:8000',
      INGESTR_SERVER_DESTINATION: 'lake=jsonl:///srv/rows',
    }
    expect(readOptions({ port: '9001' }, environment)).toMatchObject({
      port: 9001,
      mostRuns: 4,
      dataDirectory: '/srv/one',
      allowedBaseUrls: ['https://proxy.example', 'http://127.0.0.1:8000'],
      destinations: new Map([['lake', 'jsonl:///srv/rows']]),
    })
  })

  it('take the key out of the environment', () => {
    const environment: NodeJS.ProcessEnv = { INGESTR_SERVER_KEY: 'a'.repeat(64) }
    expect(readOptions({}, environment).key).toBe('a'.repeat(64))
    expect(environment).toEqual({})
  })

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com'])('need a proxy with TLS to listen on %s', (host) => {
    expect(() => readOptions({ host }, {})).toThrow(/--public-url/)
    expect(readOptions({ host, publicUrl: 'https://ingestr.example.com' }, {}).address).toBe(host)
  })

  it.each([
    [{ port: '80a' }, /--port/],
    [{ port: '70000' }, /--port/],
    [{ maxRuns: '0' }, /--max-runs/],
    [{ keepDays: '-1' }, /--keep-days/],
    [{ publicUrl: 'http://ingestr.example.com' }, /--public-url/],
    [{ publicUrl: 'https://ingestr.example.com/path' }, /--public-url/],
    [{ allowBaseUrl: ['http://proxy.example'] }, /--allow-base-url/],
    [{ allowBaseUrl: ['https://u:p@proxy.example'] }, /--allow-base-url/],
    [{ destination: ['jsonl:///srv'] }, /--destination/],
    [{ destination: ['a=jsonl:///x', 'a=jsonl:///y'] }, /twice/],
  ])('cannot be %j', (flags, message) => {
    expect(() => readOptions(flags, {})).toThrow(message)
    expect(() => readOptions(flags, {})).toThrow(expect.objectContaining({ code: 'INVALID_USAGE' }))
  })

  it('show no value that may be a secret', () => {
    expect(() => readOptions({ publicUrl: `https://u:dG9rOmNhbmFyeQ==@x` }, {})).not.toThrow(/dG9rOmNhbmFyeQ/)
  })
})
