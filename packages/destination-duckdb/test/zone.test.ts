import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('zone-child.ts', import.meta.url))

it('tells times in UTC, whatever the time zone of the machine', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@ingestr/source', script], {
    env: { ...process.env, TZ: 'America/Los_Angeles' },
  })
  const times = {
    updated_at: '2026-11-18T11:06:40Z',
    in_words: '2026-11-18 11:06:40+00',
    loaded_at: '2026-11-23T08:00:00Z',
  }
  expect(JSON.parse(stdout)).toEqual([times, times])
})
