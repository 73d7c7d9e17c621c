import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

type Task = {
  readonly taskId: string
  readonly dependencies: readonly string[]
  /** By path from the package. */
  readonly inputs: { readonly [path: string]: string }
}

describe('turbo', () => {
  const tasks = planTests()

  it('runs the tests of a package again when sources of a package it depends on, near or far, have changed', () => {
    expect(reachableFrom('@ingestr/ingest#test')).toEqual(
      expect.arrayContaining(['@ingestr/sync#topo', '@ingestr/contract#topo', '@ingestr/fake-intercom#topo']),
    )
  })

  it('builds the command before its tests run it', () => {
    expect(reachableFrom('ingestr#test')).toEqual(expect.arrayContaining(['ingestr#build', '@ingestr/contract#build']))
  })

  it('builds the site anew when a text, a definition or a flag has changed, before its tests read it', () => {
    expect(reachableFrom('@ingestr/docs#test')).toEqual(
      expect.arrayContaining([
        '@ingestr/docs#build',
        '@ingestr/intercom-resources#topo',
        'ingestr#topo',
        'ingestr#build',
      ]),
    )
    const inputs = tasks.find(({ taskId }) => taskId === '@ingestr/docs#build')?.inputs ?? {}
    const read = ['README.md', 'docs/errors.md', 'packages/ingest/examples/copy-contacts.ts']
    expect(read.filter((path) => !(`../../${path}` in inputs))).toEqual([])
  })

  function reachableFrom(taskId: string): readonly string[] {
    const reached = new Set([taskId])
    for (const id of reached) {
      for (const next of tasks.find((task) => task.taskId === id)?.dependencies ?? []) reached.add(next)
    }
    return [...reached]
  }
})

function planTests(): readonly Task[] {
  const plan: { readonly tasks: readonly Task[] } = JSON.parse(
    execFileSync('turbo', ['run', 'test', '--dry=json', '--no-update-notifier'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env['PATH']}`, TURBO_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  return plan.tasks
}
