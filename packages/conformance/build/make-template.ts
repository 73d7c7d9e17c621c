import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parse } from 'yaml'

import type { PackageFiles } from '../src/scaffold/template.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const example = join(root, 'examples', 'destination-jsonl')

type Versions = Readonly<Record<string, string>>

interface Manifest {
  readonly private?: boolean
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Versions
  readonly devDependencies: Versions
}

/** The example of a destination as it would be outside of the workspace, with the versions that are in the workspace now. */
export async function makeTemplate(): Promise<PackageFiles> {
  const folders = ['src', 'test']
  const listed = await Promise.all(folders.map((folder) => readdir(join(example, folder))))
  const inFolders = listed.flatMap((names, index) => names.map((name) => `${folders[index]}/${name}`))
  const paths = ['LICENSE', 'README.md', 'tsconfig.json', ...inFolders]
  const texts = await Promise.all(paths.map((path) => readFile(join(example, path), 'utf8')))
  return {
    '.gitignore': 'node_modules/\ndist/\nout/\n',
    'package.json': `${JSON.stringify(await standAlone(), undefined, 2)}\n`,
    ...Object.fromEntries(paths.map((path, index) => [path, withoutRemarks(texts[index] ?? '')])),
  }
}

/** Without what is true of the example alone. */
function withoutRemarks(text: string): string {
  return text.replaceAll(/<!-- only in the example -->.*?<!-- end -->\n\n/gs, '')
}

/** The manifest with releases in the place of what only a workspace understands. */
async function standAlone(): Promise<object> {
  const manifest: Manifest = JSON.parse(await readFile(join(example, 'package.json'), 'utf8'))
  const { private: _, ...others } = manifest
  const { catalog }: { readonly catalog: Versions } = parse(await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const released = async (versions: Versions): Promise<Versions> => {
    const entries = Object.entries(versions).map(async ([name, version]) => [
      name,
      version === 'catalog:' ? catalog[name] : `^${await versionOf(name)}`,
    ])
    return Object.fromEntries(await Promise.all(entries))
  }
  return {
    ...others,
    // The harness tests what was built, and what is packed should be that.
    scripts: { ...others.scripts, pretest: 'npm run build', prepack: 'npm run build' },
    dependencies: await released(manifest.dependencies),
    devDependencies: await released(manifest.devDependencies),
  }
}

async function versionOf(name: string): Promise<string> {
  const path = join(root, 'packages', name.replace('@ingestr/', ''), 'package.json')
  const { version }: { readonly version: string } = JSON.parse(await readFile(path, 'utf8'))
  return version
}
