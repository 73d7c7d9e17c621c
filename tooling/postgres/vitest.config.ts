import { suite } from '@ingestr-tooling/vitest-config'

import type { ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = suite({ budgetSeconds: 180 })

export default config
