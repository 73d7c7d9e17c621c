import { readFileSync } from 'node:fs'

import { slug } from 'github-slugger'
import { defineConfig, type DefaultTheme, type UserConfig } from 'vitepress'

import { repositoryAddress } from '../src/repository.ts'

/** As `src/write-content.ts` wrote it beside the pages. */
const sidebar: DefaultTheme.SidebarItem[] = JSON.parse(
  readFileSync(new URL('../dist/sidebar.json', import.meta.url), 'utf8'),
)

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  title: 'ingestr',
  description: 'Copies an Intercom workspace into a DuckDB file.',
  lang: 'en-GB',
  srcDir: 'dist/content',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  ignoreDeadLinks: false,
  markdown: { anchor: { slugify: slug }, languageAlias: { crontab: 'sh' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Tables', link: '/tables/', activeMatch: '^/tables/' },
      { text: 'Command line', link: '/cli/', activeMatch: '^/cli/' },
      { text: 'Library', link: '/library/', activeMatch: '^/library/' },
      { text: 'Repository', link: repositoryAddress() },
    ],
    sidebar,
    footer: { message: 'MIT licence' },
  },
})

export default config
