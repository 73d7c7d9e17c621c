import { registerHooks } from 'node:module'

/** From here on packages of the workspace resolve to their sources, as they do in tests. */
export function resolveToSources(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: ['@ingestr/source', ...context.conditions] }),
  })
}
