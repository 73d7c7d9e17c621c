import { createReadStream, statSync } from 'node:fs'

/** Of a file, in bytes; undefined where there is none. */
export function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/**
 * The lines in the first bytes of a file, one after the other, each with its number, from 1 on: a file may be longer than a text
 * can be.
 */
export async function* linesOf(path: string, end: number): AsyncGenerator<readonly [string, number]> {
  let [rest, number] = ['', 0]
  for await (const chunk of end === 0 ? [] : createReadStream(path, { encoding: 'utf8', end: end - 1 })) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield [line, (number += 1)]
  }
}
