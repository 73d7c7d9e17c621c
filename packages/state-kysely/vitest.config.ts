import { fileURLToPath } from 'node:url'

import { suite } from '@ingestr-tooling/vitest-config'
import { mergeConfig } from 'vitest/config'

import type { ViteUserConfig } from 'vitest/config'

const services = ['@ingestr-tooling/postgres/setup', '@ingestr-tooling/ducklake/setup']
const globalSetup = services.map((service) => fileURLToPath(import.meta.resolve(service)))

const config: ViteUserConfig = mergeConfig(suite(), { test: { globalSetup } })

export default config
