import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { apiOf, problemOf, snapshotPath } from '../src/api-snapshot.ts'

const each = { name: '@ingestr/thing', folder: join('packages', 'thing') }
const changeset = "---\n'@ingestr/thing': minor\n---\n\nIt changed.\n"

describe('the snapshot of an API', () => {
  it('is the types of all entry points, without comments and hashes', async () => {
    await using repository = await makeRepository()
    repository.write('packages/thing/dist/place-Byc45R4B.d.ts', 'export declare const b: 1;\n')
    repository.write('packages/thing/dist/index.d.ts', '/** Says. */\nexport * from "./place-Byc45R4B.js";\n// aside\n')
    expect(apiOf(repository.root, each)).toBe(
      '// index.d.ts\nexport * from "./place.js";\n\n// place.d.ts\nexport declare const b: 1;\n',
    )
  })

  it('must be what is built, and a change needs a changeset until the next release', async () => {
    await using repository = await makeRepository()
    repository.write('packages/thing/dist/index.d.ts', 'export declare const a: 1;\n')
    expect(problemOf(repository.root, each)).toContain('is not that of')
    repository.snapshot()
    expect(problemOf(repository.root, each)).toContain('no changeset')
    repository.write('.changeset/a.md', changeset)
    expect(problemOf(repository.root, each)).toBeUndefined()

    rmSync(join(repository.root, '.changeset/a.md'))
    repository.write('packages/thing/CHANGELOG.md', '# 1.0.0\n')
    repository.commit()
    expect(problemOf(repository.root, each)).toBeUndefined()

    repository.write('packages/thing/dist/index.d.ts', 'export declare const a: 2;\n')
    repository.snapshot()
    repository.write('packages/other.txt', 'unrelated')
    repository.commit()
    expect(problemOf(repository.root, each)).toContain('no changeset in .changeset names it')
    repository.write('.changeset/b.md', changeset.replace('thing', 'other'))
    expect(problemOf(repository.root, each)).toContain('no changeset in .changeset names it')
    repository.write('.changeset/c.md', changeset)
    expect(problemOf(repository.root, each)).toBeUndefined()
  })
})

async function makeRepository() {
  const directory = await createTemporaryDirectory()
  const root = directory.path
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: root,
      stdio: 'ignore',
    })
  }
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git('init', '-q')
  write('.changeset/README.md', '')
  return {
    root,
    write,
    snapshot: () => {
      const path = snapshotPath(root, each)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, apiOf(root, each))
      expect(readFileSync(path, 'utf8')).not.toBe('')
    },
    commit: () => {
      git('add', '-A')
      git('commit', '-qm', 'x')
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}
