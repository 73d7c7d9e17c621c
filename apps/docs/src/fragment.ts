import { IngestError } from '@ingestr/contract'
import { slug } from 'github-slugger'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString } from 'mdast-util-to-string'

import { read } from './repository.ts'

/** Markdown of the repository: a file, or one section of it. */
export interface Fragment {
  /** From the root; its links are relative to it. */
  readonly file: string
  readonly text: string
}

/** What of a file is wanted. */
export interface Wanted {
  readonly file: string
  /** Anchor of a section, as GitHub makes it; undefined for all. */
  readonly section: string | undefined
  /** Without the sections below it. */
  readonly isOwn: boolean
  /** Without its heading. */
  readonly isBody: boolean
  /** Parts to leave out, which the file marks by `<!-- part: name -->` and `<!-- end -->`. */
  readonly without: readonly string[]
  /** Level that its first heading gets. */
  readonly level: number
}

/** A heading, with where it begins and ends. */
export interface Heading {
  readonly anchor: string
  readonly level: number
  readonly start: number
  readonly end: number
}

/** The headings of a text, in their order. */
export function headingsOf(text: string): readonly Heading[] {
  return fromMarkdown(text).children.flatMap((node) =>
    node.type === 'heading'
      ? [{ anchor: slug(toString(node)), level: node.depth, start: offset(node, 'start'), end: offset(node, 'end') }]
      : [],
  )
}

/** @throws IngestError `INVALID_ARGUMENT` where the file has no such section or part */
export function readFragment({ file, section, isOwn, isBody, without, level }: Wanted): Fragment {
  let text = read(file)
  const headings = headingsOf(text)
  const first = headings.find(({ anchor }) => section === undefined || anchor === section)
  if (first === undefined) throw new IngestError('INVALID_ARGUMENT', `${file} has no section #${section}.`)
  const below = headings.slice(headings.indexOf(first) + 1)
  const next = below.find((heading) => isOwn || heading.level <= first.level)
  text = text.slice(isBody ? first.end : first.start, section === undefined && !isOwn ? text.length : next?.start)
  for (const name of without) text = leaveOut(text, name, file)
  return { file, text: shiftHeadings(text, level - first.level).trim() }
}

function leaveOut(text: string, name: string, file: string): string {
  const rest = text.replace(new RegExp(`<!-- part: ${name} -->.*?<!-- end -->`, 's'), '')
  if (rest === text) throw new IngestError('INVALID_ARGUMENT', `${file} has no part ${name} there.`)
  return rest
}

function shiftHeadings(text: string, by: number): string {
  return headingsOf(text).reduceRight(
    (shifted, { start, level }) => `${shifted.slice(0, start)}${'#'.repeat(level + by)}${shifted.slice(start + level)}`,
    text,
  )
}

type Positioned = { readonly position?: { readonly start: Point; readonly end: Point } | undefined }
type Point = { readonly offset?: number | undefined }

/** Where a node begins or ends in its text. */
export function offset(node: Positioned, side: 'start' | 'end'): number {
  return node.position?.[side].offset ?? 0
}
