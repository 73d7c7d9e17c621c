import { readFile } from 'node:fs/promises'

import { IngestError } from '@ingestr/contract'

import { quote } from './quote.ts'

/** More than this is no URI; a file of any size may be named by mistake. */
const longestUri = 65_536

/** Where URIs may come from beside the command line. */
export type UriInput = AsyncIterable<Uint8Array | string>

type Uris = { readonly sourceUri: string; readonly destUri: string }

/**
 * Puts URIs in the place of `@<file>` and `@-` (stdin), so that a token need not be on the command line, where other users of
 * the machine see it.
 * @throws IngestError `INVALID_USAGE` that names the flag and the file, never what is in it
 */
export async function readUris<Settings extends Uris>(settings: Settings, stdin: UriInput): Promise<Settings> {
  const { sourceUri, destUri } = settings
  if (sourceUri === '@-' && destUri === '@-') {
    throw new IngestError('INVALID_USAGE', 'Only one of --source-uri and --dest-uri can come from stdin.')
  }
  return {
    ...settings,
    sourceUri: await readUri(sourceUri, '--source-uri', stdin),
    destUri: await readUri(destUri, '--dest-uri', stdin),
  }
}

/** The URI that `value` is, less the white space around it, or that is in the place that it names; see `readUris`. */
export async function readUri(value: string, flag: string, stdin: UriInput): Promise<string> {
  const given = value.trim()
  if (!given.startsWith('@')) return given
  const path = given.slice(1)
  const place = path === '-' ? 'stdin' : `the file ${quote(path)}`
  const text = path === '-' ? await readAll(stdin) : await readText(path, flag)
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const [line, ...others] = lines
  if (line === undefined) throw new IngestError('INVALID_USAGE', `${flag}: ${place} is empty. Write the URI into it.`)
  if (others.length > 0) {
    throw new IngestError('INVALID_USAGE', `${flag}: ${place} has more than one line. Write the URI alone into it.`)
  }
  return line.trim()
}

async function readText(path: string, flag: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').slice(0, longestUri)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    const way = 'Write @ and the path of a file that holds the URI, or @- to read it from stdin.'
    throw new IngestError('INVALID_USAGE', `${flag}: the file ${quote(path)} cannot be read${code}. ${way}`, { cause })
  }
}

async function readAll(input: UriInput): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > longestUri) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
