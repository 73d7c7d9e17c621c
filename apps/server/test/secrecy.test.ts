import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { startFakeIntercom } from '@ingestr/fake-intercom'
import { askServer, createTemporaryDirectory, enterServer, makeServerKey, until } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { bin, password } from './harness/test-server.ts'
import { endOf } from './harness/wait.ts'

const canary = 'dG9rOmNhbmFyeS1jYW5hcnktY2FuYXJ5LTEyMzQ1Njc4OTA='

/** Ways in which the canary could be written. */
const forms = [
  canary,
  encodeURIComponent(canary),
  Buffer.from(canary).toString('base64').slice(0, -4),
  Buffer.from(canary).toString('hex'),
  canary.slice(0, 24),
]

function leaksIn(text: string, place: string): readonly string[] {
  return forms.filter((form) => text.includes(form)).map(() => place)
}

/** All files of a folder, as bytes read like text. */
function filesOf(folder: string): ReadonlyArray<readonly [path: string, text: string]> {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1')] as const)
}

/** What the system shows of processes: their arguments and variables. */
function processesOf(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1') + readFileSync(`/proc/${name}/environ`, 'latin1')
      } catch {
        return ''
      }
    })
    .join('\n')
}

describe('a token', () => {
  it('is in no answer, page, log, event, error, file, and no list of processes', async () => {
    await using folder = await createTemporaryDirectory()
    await using fake = await startFakeIntercom({
      token: canary,
      counts: { contacts: 900 },
      latencyMs: 100,
      capacity: 2,
    })
    let output = ''
    const environment = { ...process.env, INGESTR_SERVER_KEY: 'ab'.repeat(32) }
    const child = spawn(bin, ['--data-dir', folder.path, '--port', '0', '--allow-base-url', fake.url], {
      env: environment,
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    try {
      const url = await until(() => /answers on (\S+)/.exec(output)?.[1])
      const secret = await until(() => /setup secret: (\S+)/.exec(output)?.[1])
      const session = await enterServer(url, { password, secret })
      const { cookie } = session
      const key = await makeServerKey(url, session)
      const leaks: string[] = []
      const api = async (method: string, path: string, body?: unknown) => {
        const answer = await askServer({ url, key }, method, path, body)
        leaks.push(...leaksIn(JSON.stringify(answer.body) + JSON.stringify([...answer.headers]), `${method} ${path}`))
        return answer
      }

      const connection = await api('POST', '/api/v1/connections', {
        name: 'Acme',
        accessToken: canary,
        baseUrl: fake.url,
      })
      // In every wrong place, too.
      for (const wrong of [
        { name: canary },
        { region: canary },
        { baseUrl: `https://${canary}` },
        { [canary]: 1 },
        { accessToken: [canary] },
      ]) {
        await api('POST', '/api/v1/connections', { name: 'Wrong', accessToken: canary, ...wrong })
      }
      await api('POST', '/api/v1/connections', `{"accessToken":"${canary}`)
      await api('GET', `/api/v1/connections/${canary}`)
      await api('GET', `/api/v1/runs?after=${canary}`)
      const sync = {
        name: 'All',
        connectionId: connection.body.id,
        tables: ['contacts', 'tags'],
        destination: 'warehouse',
        retries: 0,
      }
      for (const wrong of [
        { tables: [canary] },
        { destination: canary },
        { schedule: canary },
        { timezone: canary },
        { mask: canary },
        { destTable: canary },
      ]) {
        await api('POST', '/api/v1/syncs', { ...sync, ...wrong })
      }
      await api('POST', '/api/v1/webhooks', { url: `https://${canary}@example.com/` })
      await api('POST', `/api/v1/connections/${connection.body.id}/check`)
      const { body: made1 } = await api('POST', '/api/v1/syncs', sync)

      // A good run, looked at while it goes on; one that is refused with an echo of the token; one that finds no network.
      fake.resetRequests()
      const good = await api('POST', `/api/v1/syncs/${made1.id}/runs`, {})
      await until(() => fake.requests.length > 8)
      expect(leaksIn(processesOf(), 'a process')).toEqual([])
      await endOf({ api }, good.body.id)
      fake.failNext({ fault: { kind: 'status', status: 401, message: `Bearer ${canary} is not known` }, times: 50 })
      const bad = await api('POST', `/api/v1/syncs/${made1.id}/runs`, {})
      await endOf({ api }, bad.body.id)
      fake.clearFaults()
      await fake[Symbol.asyncDispose]()
      await api('POST', `/api/v1/connections/${connection.body.id}/check`)

      for (const { id } of [good.body, bad.body]) {
        await api('GET', `/api/v1/runs/${id}`)
        await api('GET', `/api/v1/runs/${id}/log?limit=200`)
        await api('GET', `/api/v1/runs/${id}/events`)
      }
      for (const path of [
        '/api/v1/connections',
        '/api/v1/syncs',
        '/api/v1/runs',
        '/api/v1/audit',
        '/metrics',
        '/api/v1/openapi.json',
      ])
        await api('GET', path)
      for (const path of [
        '/',
        '/connections',
        `/connections/${connection.body.id}`,
        `/syncs/${made1.id}`,
        `/syncs/${made1.id}/edit`,
        '/runs',
        `/runs/${bad.body.id}`,
        '/settings',
        `/x/${canary}`,
      ]) {
        const page = await fetch(`${url}${path}`, { headers: { cookie, accept: 'text/html' } })
        leaks.push(...leaksIn(await page.text(), path))
      }
      expect(leaks).toEqual([])
      child.kill('SIGTERM')
      await new Promise((resolve) => child.on('close', resolve))
      expect(leaksIn(output, 'the output')).toEqual([])
      expect(filesOf(folder.path).flatMap(([path, text]) => leaksIn(text, path))).toEqual([])
    } finally {
      child.kill('SIGKILL')
    }
  })
})
