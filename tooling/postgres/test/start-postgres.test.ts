import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { startPostgres } from '@ingestr-tooling/postgres'

const isForThisMachine = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')

describe.skipIf(!isForThisMachine && process.env['CI'] === undefined)('Postgres for tests', () => {
  test('listens on a socket alone, in a folder that others cannot enter, and leaves nothing', async () => {
    const server = await startPostgres()
    if (server === undefined) throw new TypeError('There is no Postgres for this machine.')
    expect(await readdir(server.host)).toContain('.s.PGSQL.5432')
    expect((await stat(server.host)).mode & 0o077).toBe(0)
    expect(isRunning(server.processId)).toBe(true)
    await server[Symbol.asyncDispose]()
    expect(isRunning(server.processId)).toBe(false)
    expect(existsSync(server.host)).toBe(false)
    await server[Symbol.asyncDispose]()
  })

  test('ends with the process that started it, even where that one is killed', async () => {
    const program = new URL('start-and-wait.ts', import.meta.url)
    const child = spawn(process.execPath, ['--conditions=@ingestr/source', program.pathname], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(child.stdout, 'data')
    const { host, processId }: { host: string; processId: number } = JSON.parse(String(line))
    expect(isRunning(processId)).toBe(true)
    child.kill('SIGKILL')
    await expect.poll(() => isRunning(processId) || existsSync(host), { timeout: 30_000 }).toBe(false)
  })
})

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}
