/** Scopes by the resource a path begins with, under the names that the Developer Hub shows. */
const scopes: ReadonlyMap<string, string> = new Map([
  ['contacts', 'Read and list users and companies'],
  ['companies', 'Read and list users and companies'],
  ['segments', 'Read and list users and companies'],
  ['data_attributes', 'Read and list users and companies'],
  ['conversations', 'Read conversations'],
  ['tags', 'Read tags'],
  ['admins', 'Read admins'],
  ['teams', 'Read admins'],
  ['me', 'Read admins'],
  ['articles', 'Read and list articles'],
])

/** What is missing when a path answers 402 or 403: a feature of the plan, or a scope; and where either is found. */
export function describeMissingRight(status: number, code: string | undefined, path: string): string {
  if (status === 402 || code === 'api_plan_restricted') return 'The plan of the workspace does not include it'
  const scope = scopes.get(path.split('/')[1] ?? '')
  const name = scope === undefined ? 'the scope it needs' : `the scope "${scope}"`
  return `Give the app ${name} in the Developer Hub, or check that the plan of the workspace includes it`
}
