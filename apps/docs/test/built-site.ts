import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parseHTML } from 'linkedom'

const folder = fileURLToPath(new URL('../dist/site/', import.meta.url))

/** Of linkedom, whose own types need those of a browser. */
type HasAttributes = { getAttribute(name: string): string | null }

/** A page as it was built. */
export interface BuiltPage {
  /** From the root of the site: `cli/ingest.html`. */
  readonly path: string
  readonly anchors: ReadonlySet<string>
  /** Where its links lead, as written. */
  readonly links: readonly string[]
  /** What a browser fetches to show it, as written. */
  readonly fetched: readonly string[]
  readonly title: string
  readonly headings: readonly string[]
}

export function readBuiltPages(): readonly BuiltPage[] {
  return globSync('**/*.html', { cwd: folder }).toSorted().map(readPage)
}

function readPage(path: string): BuiltPage {
  const { document } = parseHTML(readBuilt(path))
  const valuesOf = (selector: string, attribute: string): readonly string[] =>
    Array.from<HasAttributes, string>(
      document.querySelectorAll(selector),
      (element) => element.getAttribute(attribute) ?? '',
    )
  return {
    path,
    anchors: new Set(valuesOf('[id]', 'id')),
    links: valuesOf('a[href]', 'href'),
    fetched: [
      ...valuesOf('[src]', 'src'),
      ...valuesOf('[srcset]', 'srcset'),
      ...valuesOf('link[href]', 'href'),
      ...valuesOf('use[href], image[href]', 'href'),
      ...valuesOf('object[data]', 'data'),
      ...valuesOf('[style]', 'style').flatMap(addressesInStyle),
      ...Array.from(document.querySelectorAll('style'), ({ textContent }) => textContent).flatMap(addressesInStyle),
    ],
    title: document.title,
    headings: Array.from(document.querySelectorAll('h1'), ({ textContent }) => textContent),
  }
}

/** A file of the built site, by its path from the root of it. */
export function readBuilt(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

/** The style sheets of the built site. */
export function styleSheets(): readonly string[] {
  return globSync('**/*.css', { cwd: folder })
}

/** What the search goes through. */
export function searchIndex(): string {
  return globSync('assets/chunks/@localSearchIndex*.js', { cwd: folder }).map(readBuilt).join('\n')
}

/** What a style sheet has fetched; data in it needs nothing. */
export function addressesInStyle(text: string): readonly string[] {
  const addresses = [...text.matchAll(/url\(\s*["']?([^"')]+)/g), ...text.matchAll(/@import\s*["']([^"']+)/g)]
  return addresses.map(([, address = '']) => address).filter((address) => !address.startsWith('data:'))
}

/** The path on the site that an address leads to, from a page; undefined where it leads to another host. */
export function onSite(address: string, page: string): { readonly path: string; readonly anchor: string } | undefined {
  const origin = 'http://site.invalid'
  const url = new URL(address, `${origin}/${page}`)
  if (url.origin !== origin) return undefined
  const path = posix.relative('/', decodeURIComponent(url.pathname))
  return {
    path: url.pathname.endsWith('/') ? posix.join(path, 'index.html') : path,
    anchor: decodeURIComponent(url.hash.slice(1)),
  }
}

export function isBuilt(path: string): boolean {
  return existsSync(join(folder, path))
}
