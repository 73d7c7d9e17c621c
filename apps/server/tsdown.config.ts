import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { defineConfig, type UserConfig } from 'tsdown'

/** The style sheet of the pages, and that of the charts after it. */
function writeAssets(): void {
  const uplot = createRequire(import.meta.url).resolve('uplot/dist/uPlot.min.css')
  mkdirSync('dist/assets', { recursive: true })
  writeFileSync('dist/assets/style.css', `${readFileSync('assets/style.css', 'utf8')}\n${readFileSync(uplot, 'utf8')}`)
  copyFileSync('assets/icon.svg', 'dist/assets/icon.svg')
}

const config: UserConfig[] = defineConfig([
  {
    entry: { main: 'src/main.ts', 'run-child': 'src/runs/run-child.ts' },
    clean: ['dist/*.js'],
    dts: false,
    fixedExtension: false,
  },
  {
    entry: { run: 'src/island/run.tsx' },
    outDir: 'dist/assets',
    platform: 'browser',
    deps: { alwaysBundle: [/./] },
    minify: true,
    clean: false,
    dts: false,
    fixedExtension: false,
    onSuccess: writeAssets,
  },
])

export default config
