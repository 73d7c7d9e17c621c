import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url))

/** A package of the workspace. */
export type Member = { readonly folder: string; readonly name: string; readonly hasTests: boolean }

/** Every package of the workspace that is in the checkout. */
export function listMembers(): Member[] {
  return ['packages', 'apps', 'tooling'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(group, name))
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => readMember(folder)),
  )
}

function readMember(folder: string): Member {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly scripts?: { readonly test?: string }
  }
  return { folder, name: manifest.name, hasTests: manifest.scripts?.test !== undefined }
}
