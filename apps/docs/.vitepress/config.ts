import { slug } from 'github-slugger'
import { defineConfig, type DefaultTheme, type UserConfig } from 'vitepress'

import { repositoryAddress } from '../src/repository.ts'
import { siteMap } from '../src/site-map.ts'

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
    sidebar: siteMap.map(({ title, isOpen, pages }) => ({
      text: title,
      collapsed: !isOpen,
      items: pages.map((page) => ({ text: page.title, link: `/${page.path.replace(/(index)?\.md$/, '')}` })),
    })),
    footer: { message: 'MIT licence' },
  },
})

export default config
