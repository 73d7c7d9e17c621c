import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/vitest.ts', 'src/main.ts'],
  dts: { oxc: true },
  fixedExtension: false,
})

export default config
