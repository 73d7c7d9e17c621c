import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { Frame } from './layout.tsx'

const types = { 'run.js': 'text/javascript', 'style.css': 'text/css', 'icon.svg': 'image/svg+xml' } as const

/** The files that pages ask for, held in memory and served by their exact names. */
export interface Assets {
  readonly names: Frame['assets']
  readonly paths: readonly string[]
  serve(path: string): Response | undefined
}

export function readAssets(folder: URL): Assets {
  const files = new Map(
    Object.entries(types).map(([name, type]) => [
      `/assets/${name}`,
      { type, bytes: readFileSync(new URL(name, folder)) },
    ]),
  )
  const named = (name: string): string => {
    const path = `/assets/${name}`
    const version = createHash('sha256')
      .update(files.get(path)?.bytes ?? '')
      .digest('hex')
      .slice(0, 12)
    return `${path}?v=${version}`
  }
  return {
    names: { style: named('style.css'), script: named('run.js') },
    paths: [...files.keys()],
    serve(path) {
      const file = files.get(path)
      if (file === undefined) return undefined
      return new Response(new Uint8Array(file.bytes), {
        headers: { 'content-type': `${file.type}; charset=utf-8`, 'cache-control': 'public, max-age=86400' },
      })
    },
  }
}
