import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { FakeIntercom } from '@ingestr/fake-intercom'

import { judge } from '../judge.ts'
import { runStep, type StepResult } from '../step.mjs'
import { authorCommands } from './author-commands.ts'
import type { Changes } from './environment.ts'

const scheme = 'acme-lake'

/**
 * Somebody follows "Add a destination" in CONTRIBUTING with the releases alone, from an empty folder to a copy by the new scheme; the
 * tarballs of outside.ts do without the versions that are asked for.
 */
export function authorSteps(
  cwd: string,
  fake: FakeIntercom,
  inRegistry: () => Changes,
): ReadonlyArray<() => Promise<StepResult>> {
  const commands = authorCommands({ scheme, sourceUri: fake.connectionUri() })
  return [
    () => {
      mkdirSync(cwd)
      const title = 'The commands of CONTRIBUTING for a new destination, as they stand there'
      // "-e" would go on where the left side of an "&&" in a command fails.
      return runStep({ title, command: 'sh', args: ['-xc', commands.join(' &&\n')], cwd, env: inRegistry() })
    },
    () =>
      judge(`Each contact once in the files of ${scheme}://`, async () => {
        const path = join(cwd, `ingestr-destination-${scheme}`, 'out', 'contacts.jsonl')
        const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
        const ids = new Set(lines.map(idOf))
        const due = fake.truth('contacts').length
        return lines.length === due && ids.size === due
          ? undefined
          : `${lines.length} lines of ${ids.size} contacts, where ${due} are due.`
      }),
  ]
}

function idOf(line: string): string {
  const { id }: { readonly id: string } = JSON.parse(line)
  return id
}
