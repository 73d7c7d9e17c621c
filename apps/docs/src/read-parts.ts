import { posix } from 'node:path'

import { IngestError } from '@ingestr/contract'

import { headingsOf, readFragment } from './fragment.ts'
import { commandPage, commandTable } from './generated/command-pages.ts'
import { tableOfTables, tablePage } from './generated/table-pages.ts'
import { read } from './repository.ts'
import type { Page } from './site-map.ts'

/** Markdown from one file: its links are relative to that. */
export interface Part {
  readonly file: string
  readonly text: string
}

/** The parts of a page, in their order, with all that it includes. */
export function readParts({ source }: Page): readonly Part[] {
  if (source.startsWith('made:')) return [make(source.slice('made:'.length))]
  const [file = '', section] = source.split('#')
  if (file.startsWith('apps/docs/pages/')) return expand(read(file), file)
  return [readFragment({ file, section, isOwn: false, isBody: false, without: [], level: 1 })]
}

/** Takes in what `<!-- include: … -->` and `<!-- make: … -->` name; each is a line of its own. */
function expand(text: string, file: string): readonly Part[] {
  let level = 1
  return text.split(/^(<!-- (?:include|make): .+ -->)$/m).map((piece) => {
    const [, verb, rest = ''] = /^<!-- (include|make): (.+) -->$/.exec(piece) ?? []
    if (verb === 'make') return make(rest)
    if (verb === 'include') return include(rest, level)
    level = (headingsOf(piece).at(-1)?.level ?? level - 1) + 1
    return { file, text: piece.trim() }
  })
}

/** `README.md#the-tables, own, body, without tables`: see `Wanted`. */
function include(reference: string, level: number): Part {
  const [target = '', ...words] = reference.split(', ')
  const [file = '', section] = target.split('#')
  if (file.endsWith('.svg')) return { file, text: picture(file) }
  if (!file.endsWith('.md'))
    return { file, text: `\`\`\`${posix.extname(file).slice(1)}\n${read(file).trim()}\n\`\`\`` }
  const without = words.filter((word) => word.startsWith('without ')).map((word) => word.slice('without '.length))
  return readFragment({ file, section, isOwn: words.includes('own'), isBody: words.includes('body'), without, level })
}

/** In the page itself, so that it takes the colours of the page; an empty line would end the HTML in Markdown. */
function picture(file: string): string {
  return `<figure class="picture">\n${read(file)
    .trim()
    .replaceAll(/\n\s*\n/g, '\n')}\n</figure>`
}

function make(what: string): Part {
  const [kind, name = ''] = what.split(' ')
  if (kind === 'command') return { file: 'README.md', text: commandPage(name) }
  if (kind === 'commands') return { file: 'README.md', text: commandTable() }
  if (kind === 'table') return { file: 'packages/intercom-resources/src/resources.ts', text: tablePage(name) }
  if (kind === 'tables') return { file: 'packages/intercom-resources/src/resources.ts', text: tableOfTables() }
  throw new IngestError('INVALID_ARGUMENT', `Nothing makes ${what}.`)
}
