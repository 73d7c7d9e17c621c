import { readFile } from 'node:fs/promises'

import { expect, it } from 'vitest'

it('runs the example of the README as it is printed there', async () => {
  const { uri, shown } = await import('../examples/parse-uri.ts')
  expect(uri.values).toEqual({ access_token: 'dG9rOjE+MQ==', region: 'eu' })
  expect(shown).toBe('intercom://?oauth_token=***&region=eu')

  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(await readFile(new URL('../examples/parse-uri.ts', import.meta.url), 'utf8'))
})
