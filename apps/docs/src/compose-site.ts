import { IngestError } from '@ingestr/contract'

import { readParts, type Part } from './read-parts.ts'
import { addressOf, exists } from './repository.ts'
import { headingsOf } from './fragment.ts'
import { rewriteLinks, type Target } from './rewrite-links.ts'
import { pages, type Page } from './site-map.ts'

/** A page with its Markdown, as VitePress gets it. */
export interface ComposedPage extends Page {
  readonly text: string
}

/** What a file, or one of its headings, became: an address on the site. */
type Places = ReadonlyMap<string, string>

/** Every page of the site. A link from file to file leads to the page that shows it, or to the repository. */
export function composeSite(): readonly ComposedPage[] {
  const drafts = pages.map((page) => ({ page, parts: readParts(page) }))
  const places = findPlaces(drafts)
  return drafts.map(({ page, parts }) => ({
    ...page,
    text: `${parts.map(({ text, file }) => rewriteLinks(text, file, (target) => locate(target, places))).join('\n\n')}\n`,
  }))
}

/** Where a file is in several pages, the first one stands for it. */
function findPlaces(drafts: readonly { readonly page: Page; readonly parts: readonly Part[] }[]): Places {
  const places = new Map<string, string>()
  const add = (key: string, place: string): void => {
    if (!places.has(key)) places.set(key, place)
  }
  for (const { page, parts } of drafts) {
    for (const { file, text } of parts) {
      add(file, `/${page.path}`)
      for (const { anchor } of headingsOf(text)) add(`${file}#${anchor}`, `/${page.path}#${anchor}`)
    }
  }
  return places
}

function locate({ path, anchor }: Target, places: Places): string {
  const readme = `${path}/README.md`
  const file = !places.has(path) && places.has(readme) ? readme : path
  const place = places.get(anchor === undefined ? file : `${file}#${anchor}`)
  if (place !== undefined) return place
  if (!exists(path)) throw new IngestError('INVALID_ARGUMENT', `A link leads to ${path}, which is not there.`)
  return addressOf(path) + (anchor === undefined ? '' : `#${anchor}`)
}
