import { posix } from 'node:path'

import { fromMarkdown } from 'mdast-util-from-markdown'
import { visit } from 'unist-util-visit'

import { offset } from './fragment.ts'

/** A place in the repository that a link leads to. */
export interface Target {
  /** From the root, without a slash at its end. */
  readonly path: string
  readonly anchor: string | undefined
}

/** Gives each relative link of a file another target, and each picture its path from the root; links of the site itself begin with a slash, and stay. The rest of the text stays as it is, character for character. */
export function rewriteLinks(text: string, file: string, locate: (target: Target) => string): string {
  const edits: { readonly start: number; readonly end: number; readonly url: string }[] = []
  visit(fromMarkdown(text), 'link', (link) => {
    if (/^(?:[a-z]+:|\/)/.test(link.url)) return
    const label = link.children.at(-1)
    if (label === undefined) return
    edits.push({ start: offset(label, 'end'), end: offset(link, 'end'), url: locate(targetOf(link.url, file)) })
  })
  visit(fromMarkdown(text), 'image', (image) => {
    if (/^(?:[a-z]+:|\/)/.test(image.url)) return
    const end = offset(image, 'end')
    // Of a picture, the label is no node: what is left of it ends where the address begins.
    const start = text.lastIndexOf(']', end)
    edits.push({ start, end, url: `/${targetOf(image.url, file).path}` })
  })
  const inOrder = edits.toSorted((one, other) => one.start - other.start)
  return inOrder.reduceRight(
    (edited, { start, end, url }) => `${edited.slice(0, start)}](${url})${edited.slice(end)}`,
    text,
  )
}

function targetOf(url: string, file: string): Target {
  const [path = '', anchor] = url.split('#')
  const full = path === '' ? file : posix.join(posix.dirname(file), path)
  return { path: full.replace(/\/$/, ''), anchor }
}
