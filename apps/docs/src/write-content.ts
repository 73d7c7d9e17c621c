import { cpSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { composeSite } from './compose-site.ts'
import { root } from './repository.ts'
import { siteMap } from './site-map.ts'

const folder = fileURLToPath(new URL('../', import.meta.url))
const content = join(folder, 'dist/content')

rmSync(content, { recursive: true, force: true })
cpSync(join(folder, 'public'), join(content, 'public'), { recursive: true })
for (const picture of globSync('docs/**/*.png', { cwd: root })) {
  cpSync(join(root, picture), join(content, 'public', picture))
}
for (const { path, text } of composeSite()) {
  mkdirSync(dirname(join(content, path)), { recursive: true })
  writeFileSync(join(content, path), text)
}

// In a file, since VitePress reads its configuration without the sources of the workspace.
const sidebar = siteMap.map(({ title, isOpen, pages }) => ({
  text: title,
  collapsed: !isOpen,
  items: pages.map((page) => ({ text: page.title, link: `/${page.path.replace(/(index)?\.md$/, '')}` })),
}))
writeFileSync(join(folder, 'dist/sidebar.json'), JSON.stringify(sidebar))
