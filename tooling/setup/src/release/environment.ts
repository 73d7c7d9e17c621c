import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What differs from the environment of this process, for a child. */
export type Changes = Readonly<Record<string, string | undefined>>

/** A name for commits and tags, and no setting of whoever tries. */
export function gitChanges(folder: string): Changes {
  const path = join(folder, 'gitconfig')
  writeFileSync(path, '[user]\n  name = A try\n  email = try@example.com\n[init]\n  defaultBranch = main\n')
  return { GIT_CONFIG_GLOBAL: path }
}

/** Makes npm and pnpm know one registry, whatever they are told by variables; a token for who publishes. */
export function registryChanges(
  environment: NodeJS.ProcessEnv,
  folder: string,
  { url, token }: { readonly url: string; readonly token?: string },
): Changes {
  const path = join(folder, token === undefined ? 'user.npmrc' : 'publisher.npmrc')
  const login = token === undefined ? [] : [`${url.replace(/^http:/, '')}:_authToken=${token}`]
  const quiet = ['audit=false', 'fund=false', 'update-notifier=false']
  writeFileSync(path, `${[`registry=${url}`, ...login, ...quiet].join('\n')}\n`, { mode: 0o600 })
  const told = Object.keys(environment).filter((name) => /^p?npm_config_|^actions_id_token_/i.test(name))
  return {
    ...Object.fromEntries(told.map((name) => [name, undefined])),
    NPM_CONFIG_USERCONFIG: path,
    NPM_CONFIG_CACHE: join(folder, 'npm-cache'),
    // Provenance is a statement of a workflow about itself.
    PNPM_CONFIG_PROVENANCE: 'false',
  }
}
