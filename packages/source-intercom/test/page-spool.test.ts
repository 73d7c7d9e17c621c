import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { IngestError } from '@ingestr/contract'
import { createTemporaryDirectory, rejectionOf } from '@ingestr-tooling/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createPageSpool } from '../src/page-spool.ts'

async function drain(pages: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const taken: string[] = []
  for await (const bytes of pages) taken.push(Buffer.from(bytes).toString())
  return taken
}

describe('a spool of pages', () => {
  it('hands on what it was given, in order, however memory and file are used', async () => {
    await using directory = await createTemporaryDirectory()
    const steps = fc.array(fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.constant(null)))
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 60 }), async (given, maxMemoryBytes) => {
        await using spool = createPageSpool({ directory: directory.path, maxMemoryBytes })
        const pages = spool.pages()[Symbol.asyncIterator]()
        const expected = given.filter((text) => text !== null)
        const taken: string[] = []
        let waiting = 0
        for (const text of given) {
          if (text !== null) {
            await spool.push(Buffer.from(text))
            waiting += 1
          } else if (waiting > 0) {
            const { value } = await pages.next()
            taken.push(Buffer.from(value ?? []).toString())
            waiting -= 1
          }
        }
        spool.close()
        taken.push(...(await drain({ [Symbol.asyncIterator]: () => pages })))
        expect(taken).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('takes pages while nobody reads them, and leaves no name in the folder', async () => {
    await using directory = await createTemporaryDirectory()
    await using spool = createPageSpool({ directory: directory.path, maxMemoryBytes: 100 })
    for (let page = 0; page < 50; page += 1) await spool.push(Buffer.from(`page ${page}`))
    expect(await readdir(directory.path)).toEqual([])
    spool.close()
    expect((await drain(spool.pages())).length).toBe(50)
  })

  it('hands on what came before a failure, then fails', async () => {
    await using spool = createPageSpool({ directory: undefined, maxMemoryBytes: 0 })
    await spool.push(Buffer.from('one'))
    spool.fail(new IngestError('SCROLL_BUSY', 'gone'))
    const pages = spool.pages()[Symbol.asyncIterator]()
    expect(Buffer.from((await pages.next()).value ?? []).toString()).toBe('one')
    expect(await rejectionOf(pages.next())).toMatchObject({ code: 'SCROLL_BUSY' })
  })

  it('names the folder that it cannot write to', async () => {
    await using directory = await createTemporaryDirectory()
    const missing = join(directory.path, 'missing')
    await using spool = createPageSpool({ directory: missing, maxMemoryBytes: 0 })
    const error = await rejectionOf(spool.push(Buffer.from('one')))
    expect(error).toMatchObject({ code: 'TEMPORARY_FILE_FAILED' })
    expect(String(error)).toContain(missing)
  })
})
