import { suite } from '@ingestr-tooling/vitest-config'

import type { ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = suite()

export default config
