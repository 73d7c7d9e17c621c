import { accessSync, constants } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

import { exists, listFiles, read } from '../src/repository.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const workflows = listFiles().filter((path) => path.startsWith('.github/workflows/'))

describe('the workflows', () => {
  it('are the two that test and release', () => {
    expect(workflows).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml'])
  })

  it.each(workflows)('%s may only read, unless a job says otherwise, and has no secret of its own', (path) => {
    expect(read(path)).toMatch(/^permissions:\n  contents: read\n\n/m)
    expect(read(path)).not.toContain('secrets')
  })

  it.each(workflows)('%s takes actions by their major version', (path) => {
    const used = valuesOf(path, 'uses').filter((action) => !action.startsWith('./'))
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/)
    for (const own of valuesOf(path, 'uses').filter((action) => action.startsWith('./'))) {
      expect(exists(own), own).toBe(true)
    }
  })

  it.each(workflows)('%s calls scripts that can be run', (path) => {
    const scripts = valuesOf(path, 'run').flatMap((command) => /^\.ci\/\w+/.exec(command) ?? [])
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) accessSync(`${root}${script}`, constants.X_OK)
  })
})

function valuesOf(path: string, key: string): readonly string[] {
  return [...read(path).matchAll(new RegExp(String.raw`^ +(?:- )?${key}: (.+)$`, 'gm'))].map(([, value = '']) => value)
}
