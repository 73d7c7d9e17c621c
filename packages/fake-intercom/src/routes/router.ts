import type { Route } from './route.ts'

/** The route of a request and what its path says for `:id`; undefined for a path or a method that is not there. */
export type Router = (method: string, path: string) => { readonly route: Route; readonly id: string } | undefined

/** Paths without `:id` win over those with one, so that `/contacts/search` is no contact. */
export function createRouter(routes: readonly Route[]): Router {
  const exact = new Map<string, Route>()
  const withId = new Map<string, Route>()
  for (const route of routes) {
    const target = route.path.endsWith('/:id') ? withId : exact
    target.set(`${route.method} ${route.path.replace(/:id$/, '')}`, route)
  }
  // An address with a meaning of its own is never an id: GET of a POST-only path is not found.
  const reserved = new Set(routes.filter((route) => !route.path.endsWith('/:id')).map((route) => route.path))
  return (method, path) => {
    const plain = exact.get(`${method} ${path}`)
    if (plain !== undefined) {
      return { route: plain, id: '' }
    }
    const slash = path.lastIndexOf('/') + 1
    const route = reserved.has(path) ? undefined : withId.get(`${method} ${path.slice(0, slash)}`)
    return route && { route, id: decode(path.slice(slash)) }
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
