import { isUtf8 } from 'node:buffer'

import { JsonSurprise } from './json-scan.ts'
import { Outliner } from './outliner.ts'
import type { PageOutline, RecordOutline } from './record-outline.ts'

const shared = new WeakMap<Uint8Array, PageOutline>()

type OutlineOptions = {
  /** A key whose trues are counted, in letters of ASCII. */
  readonly flag?: string
  /** Whether `outlineRecords` may go by this outline of the same body: it must stay what it is. */
  readonly isShared?: boolean
}

/**
 * Looks a body through without parsing it, and checks that it is JSON. Undefined where it is no object, or is written in a way that only a
 * parser should judge: a key twice, a key with escapes, extreme nesting.
 */
export function outlinePage(body: Uint8Array, options: OutlineOptions = {}): PageOutline | undefined {
  const { flag = '', isShared = false } = options
  const outline = judged(body, () => new Outliner(body, flag).page())
  if (isShared && outline !== undefined) shared.set(body, outline)
  return outline
}

/**
 * To be called when nobody will use a shared outline of the body again. It is a third as large as the body, and its memory is given back at once: left to
 * the garbage collector, there would be several times as much of it.
 */
export function forgetOutline(body: Uint8Array): void {
  const outline = shared.get(body)
  shared.delete(body)
  for (const { list } of outline?.values() ?? []) {
    for (const { buffer } of [list?.ids, list?.values].filter((each) => each !== undefined)) {
      if (buffer instanceof ArrayBuffer) buffer.transfer(0)
    }
  }
}

/**
 * The records that a path leads to: `*` stands for every item of a list. Undefined where it takes a parser to judge, as above, or where
 * something else is in the place of a list on that path.
 */
export function outlineRecords(body: Uint8Array, path: readonly string[]): RecordOutline | undefined {
  const [name = '', every, ...rest] = path
  const list = every === '*' && rest.length === 0 ? shared.get(body)?.get(name)?.list : undefined
  return list ?? judged(body, () => new Outliner(body, '').records(path))
}

function judged<Result>(body: Uint8Array, outline: () => Result): Result | undefined {
  if (!isUtf8(body)) return undefined
  try {
    return outline()
  } catch (error) {
    if (error instanceof JsonSurprise) return undefined
    throw error
  }
}
