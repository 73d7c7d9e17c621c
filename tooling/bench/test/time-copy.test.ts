import { fileURLToPath } from 'node:url'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { ingestr } from '../src/extract/contestant.ts'
import { race } from '../src/extract/race.ts'
import { timeCopy } from '../src/extract/time-copy.ts'

const start = ['--conditions=@ingestr/source', fileURLToPath(new URL('start-from-source.ts', import.meta.url))]
const contestant = ingestr('ingestr', start, 'contacts')

describe('a timed copy', () => {
  it('tells what the process cost, and what the pretend Intercom was asked', async () => {
    await using folder = await createTemporaryDirectory()
    const course = { folder: folder.path, contacts: 100, repeats: 1, tell: () => undefined }
    const [timing] = await race(course, [contestant], { contacts: 100, latencyMs: 0 })
    expect(timing).toMatchObject({ name: 'ingestr', rows: 100, refused: 0, times: [timing?.seconds] })
    expect(timing?.requests).toBeGreaterThan(1)
    expect(timing?.peakMegabytes).toBeGreaterThan(30)
  })

  it('is that of the second run where contacts change, and finds every change', async () => {
    await using folder = await createTemporaryDirectory()
    const copy = await timeCopy(folder.path, contestant, { contacts: 100, latencyMs: 0, changes: 12 })
    expect(copy.rows).toBe(102)
  })

  it('is none where rows are missing', async () => {
    await using folder = await createTemporaryDirectory()
    const fewer = { contacts: 100, latencyMs: 0, fake: { counts: { contacts: 90 } } }
    await expect(timeCopy(folder.path, contestant, fewer)).rejects.toThrow('90 rows with 90 ids instead of 100')
  })
})
