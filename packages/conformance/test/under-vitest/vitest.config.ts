import { suite } from '@ingestr-tooling/vitest-config'

import type { ViteUserConfig } from 'vitest/config'

const { resolve = {}, ssr = {} } = suite()

const config: ViteUserConfig = { resolve, ssr, test: { include: ['*.subject.ts'], reporters: ['verbose'] } }

export default config
