import type { Case, Kit, OpenPlace } from './kit.ts'

/** How one case went. `reason` says which ability is not declared. */
export type CaseResult = { readonly id: string; readonly requirement: string } & (
  | { readonly status: 'passed' }
  | { readonly status: 'skipped'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: unknown }
)

/** Runs every case, one after the other, each in a fresh place. Never rejects for a case that fails. */
export async function runCases<Place extends AsyncDisposable, Ability extends string>(
  kit: Kit<Place, Ability>,
  openPlace: OpenPlace<Place>,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for (const each of kit.cases) results.push(await runCase(kit, each, openPlace))
  return results
}

/** Runs one case in a fresh place. */
export async function runCase<Place extends AsyncDisposable, Ability extends string>(
  kit: Kit<Place, Ability>,
  each: Case<Place, Ability>,
  openPlace: OpenPlace<Place>,
): Promise<CaseResult> {
  const { id, requirement, needs = [] } = each
  try {
    await using place = await openPlace()
    const abilities = await kit.abilities(place)
    const missing = needs.filter((need) => !abilities.includes(need))
    if (missing.length > 0) return { id, requirement, status: 'skipped', reason: `not declared: ${missing.join(', ')}` }
    await each.run(place)
    return { id, requirement, status: 'passed' }
  } catch (error) {
    return { id, requirement, status: 'failed', error }
  }
}
