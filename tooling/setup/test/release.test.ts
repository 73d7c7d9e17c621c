import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createTemporaryDirectory } from '@ingestr-tooling/testing'
import { describe, expect, it } from 'vitest'

import { copyCheckout } from '../src/release/copy-checkout.ts'
import { gitChanges, registryChanges } from '../src/release/environment.ts'
import { root } from '../src/workspace.ts'

const execute = promisify(execFile)

describe('.ci/release', () => {
  it('publishes nothing while a changeset waits', async () => {
    await using checkout = await createTemporaryDirectory()
    writeScript(checkout.path)
    writeFileSync(join(checkout.path, '.changeset', 'README.md'), 'What these are.\n')
    writeFileSync(join(checkout.path, '.changeset', 'brave-cats.md'), "---\n'a': minor\n---\n\nIt changed.\n")
    expect(await release(checkout.path, 'publish')).toBe(
      'Changesets wait for their version (1): nothing is published before.\n',
    )
  })

  it('makes no version where no changeset waits', async () => {
    await using checkout = await createTemporaryDirectory()
    writeScript(checkout.path)
    writeFileSync(join(checkout.path, '.changeset', 'README.md'), 'What these are.\n')
    expect(await release(checkout.path, 'version')).toBe('No changeset waits: the versions are what they are.\n')
  })

  it('says which steps there are', async () => {
    await using checkout = await createTemporaryDirectory()
    writeScript(checkout.path)
    await expect(release(checkout.path, 'all')).rejects.toMatchObject({
      code: 1,
      stderr: 'Usage: .ci/release version|publish\n',
    })
  })
})

describe('what a release is tried with', () => {
  it('is the checkout as it is, committed or not, without what git ignores', async () => {
    await using folder = await createTemporaryDirectory()
    const [from, to] = [join(folder.path, 'from'), join(folder.path, 'to')]
    const env = { ...process.env, ...gitChanges(folder.path) }
    mkdirSync(join(from, 'src'), { recursive: true })
    for (const name of ['.gitignore', 'changed', 'deleted', 'src/same']) writeFileSync(join(from, name), 'built\n')
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
      ['commit', '--quiet', '--message', 'x'],
    ]) {
      execFileSync('git', args, { cwd: from, env })
    }
    writeFileSync(join(from, 'changed'), 'changed\n')
    rmSync(join(from, 'deleted'))
    for (const name of ['built', 'new']) writeFileSync(join(from, name), '')

    copyCheckout(from, to, env)
    const committed = execFileSync('git', ['ls-tree', '-r', '--name-only', 'HEAD'], { cwd: to, encoding: 'utf8' })
    expect(committed).toBe('.gitignore\nchanged\nnew\nsrc/same\n')
    expect(readFileSync(join(to, 'changed'), 'utf8')).toBe('changed\n')
    expect(existsSync(join(to, 'built'))).toBe(false)
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: to, encoding: 'utf8' })).toBe('')
  })

  it('is one registry, whatever npm is told by variables; only who publishes has the token', async () => {
    await using folder = await createTemporaryDirectory()
    const told = { npm_config_registry: 'http://127.0.0.1:9/', NPM_CONFIG_PROVENANCE: 'true', HOME: '/home/someone' }
    const url = 'http://127.0.0.1:4873/'
    const user = registryChanges(told, folder.path, { url })
    expect(user).toMatchObject({ npm_config_registry: undefined, NPM_CONFIG_PROVENANCE: undefined })
    expect(user).not.toHaveProperty('HOME')
    const publisher = registryChanges(told, folder.path, { url, token: 'abc' })
    expect(readNpmrc(publisher)).toContain('//127.0.0.1:4873/:_authToken=abc\n')
    expect(readNpmrc(user)).toContain(`registry=${url}\n`)
    expect(readNpmrc(user)).not.toContain('abc')
  })
})

function writeScript(checkout: string): void {
  cpSync(join(root, '.ci', 'release'), join(checkout, '.ci', 'release'))
  mkdirSync(join(checkout, '.changeset'))
}

async function release(checkout: string, step: string): Promise<string> {
  const { stdout } = await execute('bash', [join(checkout, '.ci', 'release'), step])
  return stdout
}

function readNpmrc(changes: Readonly<Record<string, string | undefined>>): string {
  return readFileSync(changes['NPM_CONFIG_USERCONFIG'] ?? '', 'utf8')
}
