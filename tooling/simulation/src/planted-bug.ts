import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

import type { Mutation } from './mutations.ts'

/** How often the text that a mutation replaces is in its file: it must be once. */
export function countOccurrences({ file, find }: Mutation): number {
  return readFileSync(pathOf(file), 'utf8').split(find).length - 1
}

/** From here on the module of a mutation is loaded with the bug in it; the file stays as it is. */
export function plantBug({ file, find, replace }: Mutation): void {
  const url = pathOf(file).href
  registerHooks({
    load(given, context, nextLoad) {
      const loaded = nextLoad(given, context)
      if (given !== url) return loaded
      return { ...loaded, source: readFileSync(pathOf(file), 'utf8').replace(find, () => replace) }
    },
  })
}

function pathOf(file: string): URL {
  return new URL(`../../../packages/${file}`, import.meta.url)
}
