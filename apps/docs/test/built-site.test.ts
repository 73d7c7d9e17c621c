import { describe, expect, it } from 'vitest'

import { pages } from '../src/site-map.ts'
import { addressesInStyle, isBuilt, onSite, readBuilt, readBuiltPages, searchIndex, styleSheets } from './built-site.ts'

/** As `pnpm build` left it; turbo builds first. */
const built = readBuiltPages()
const byPath = new Map(built.map((page) => [page.path, page]))

describe('the built site', () => {
  it('has every page, each with one heading of the first level', () => {
    const expected = pages.map(({ path }) => path.replace(/\.md$/, '.html'))
    expect(built.map(({ path }) => path)).toEqual([...expected, '404.html'].toSorted())
    for (const { path, headings } of built) if (path !== '404.html') expect(headings, path).toHaveLength(1)
    expect(new Set(built.map(({ title }) => title)).size).toBe(built.length)
  })

  it('has an index to search in', () => {
    const index = searchIndex()
    const places = ['/errors.html#inside', '/tables/contacts.html#columns', '/cli/ingest.html#while-it-runs']
    expect(places.filter((place) => !index.includes(`"${place}"`))).toEqual([])
  })
})

describe.each(built.map((page) => [page.path, page] as const))('%s', (path, page) => {
  it('leads only to pages and headings that are there', () => {
    const broken = page.links.filter((link) => {
      const target = onSite(link, path)
      if (target === undefined) return false
      const isThere = target.anchor === '' || byPath.get(target.path)?.anchors.has(target.anchor) === true
      return !isBuilt(target.path) || !isThere
    })
    expect(broken).toEqual([])
  })

  it('leads to other hosts by HTTPS', () => {
    expect(page.links.filter((link) => onSite(link, path) === undefined && !link.startsWith('https://'))).toEqual([])
  })

  it('asks for nothing but files of the site', () => {
    const missing = page.fetched.filter((address) => {
      const target = onSite(address, path)
      return target === undefined || !isBuilt(target.path)
    })
    expect(missing).toEqual([])
  })
})

describe('what the checks go by', () => {
  it.each([
    ['../errors.html#inside', { path: 'errors.html', anchor: 'inside' }],
    ['/cli/', { path: 'cli/index.html', anchor: '' }],
    ['#columns', { path: 'tables/contacts.html', anchor: 'columns' }],
    ['https://duckdb.org/', undefined],
    ['//duckdb.org/x.css', undefined],
  ])('knows where %s leads', (address, target) => {
    expect(onSite(address, 'tables/contacts.html')).toEqual(target)
  })

  it('finds what a style has fetched', () => {
    const style = `@import 'a.css'; b { background: url("data:image/svg+xml,x") } c { src: url(/d.woff2) }`
    expect(addressesInStyle(style)).toEqual(['/d.woff2', 'a.css'])
  })
})

describe('the style sheets', () => {
  it('ask for nothing but files of the site', () => {
    const sheets = styleSheets()
    expect(sheets.length).toBeGreaterThan(0)
    for (const sheet of sheets) {
      const missing = addressesInStyle(readBuilt(sheet)).filter((address) => {
        const target = onSite(address, sheet)
        return target === undefined || !isBuilt(target.path)
      })
      expect(missing, sheet).toEqual([])
    }
  })
})
