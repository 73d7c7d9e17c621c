import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', 'telling/index': 'src/telling/index.ts' },
  dts: { oxc: true },
  fixedExtension: false,
})

export default config
