import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { defineConfig, type UserConfig } from 'tsdown'

import { makeTemplate } from './build/make-template.ts'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/vitest.ts', 'src/main.ts'],
  dts: { oxc: true },
  fixedExtension: false,
  hooks: {
    async 'build:done'({ options }) {
      await writeFile(join(options.outDir, 'template.json'), JSON.stringify(await makeTemplate(), undefined, 2))
    },
  },
})

export default config
