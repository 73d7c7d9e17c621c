/** Where the list of an endpoint may be: `data`, or the name of the resource, as in `conversations` or `admins`. */
export function recordsKeysOf(path: string): readonly string[] {
  const segments = path.split('/').filter(Boolean)
  const resource = segments.findLast((segment) => !actions.has(segment))
  return resource === undefined ? ['data'] : ['data', resource]
}

const actions = new Set(['search', 'list', 'scroll'])
