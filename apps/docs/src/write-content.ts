import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { composeSite } from './compose-site.ts'

const folder = fileURLToPath(new URL('../', import.meta.url))
const content = join(folder, 'dist/content')

rmSync(content, { recursive: true, force: true })
cpSync(join(folder, 'public'), join(content, 'public'), { recursive: true })
for (const { path, text } of composeSite()) {
  mkdirSync(dirname(join(content, path)), { recursive: true })
  writeFileSync(join(content, path), text)
}
