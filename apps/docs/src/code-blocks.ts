import { fromMarkdown } from 'mdast-util-from-markdown'
import { visit } from 'unist-util-visit'

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string
  /** Empty where the page names none: no program, but a picture in characters. */
  readonly language: string
  readonly code: string
}

/** What a page sets as code within its text. */
export function codeWordsOf({ text }: { readonly text: string }): readonly string[] {
  const words: string[] = []
  visit(fromMarkdown(text), 'inlineCode', ({ value }) => {
    words.push(value)
  })
  return words
}

/** The fenced blocks of a page, in their order, those in lists too. */
export function codeBlocksOf({ path, text }: { readonly path: string; readonly text: string }): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  visit(fromMarkdown(text), 'code', ({ lang, value }) => {
    blocks.push({ page: path, language: lang ?? '', code: value })
  })
  return blocks
}
