import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { putToolsFirst } from './tools.ts'
import { root } from './workspace.ts'

putToolsFirst(process.env)
// Vite's server listens on loopback only, which VitePress's preview of a built site does not.
const { status } = spawnSync('pnpm', ['run', '--silent', 'dev'], { cwd: join(root, 'apps/docs'), stdio: 'inherit' })
process.exitCode = status ?? 1
