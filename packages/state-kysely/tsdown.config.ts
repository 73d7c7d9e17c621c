import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts'],
  dts: { oxc: true },
  fixedExtension: false,
  // Its compiler is spread over some 250 files, which took longer to load than all the rest of a short run.
  deps: { alwaysBundle: ['kysely'], onlyBundle: ['kysely'] },
})

export default config
