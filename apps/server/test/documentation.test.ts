import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { createProgram } from '../src/program.ts'

const page = readFileSync(new URL('../../../docs/server.md', import.meta.url), 'utf8')
const reading = readFileSync(new URL('../src/read-options.ts', import.meta.url), 'utf8')
const program = createProgram(process)

describe('docs/server.md', () => {
  it('lists every flag of the server with its variable, and no other', () => {
    const serve = program.commands.find((command) => command.name() === 'serve')
    const flags = (serve?.options ?? []).map(({ long }) => [
      long,
      `INGESTR_SERVER_${long?.slice(2).toUpperCase().replaceAll('-', '_')}`,
    ])
    const rows = Array.from(page.matchAll(/^\| `(--[a-z-]+)[^`]*` *\| `(\w+)`/gm), ([, flag, variable]) => [
      flag,
      variable,
    ])
    expect(rows.toSorted()).toEqual(flags.toSorted())
    for (const [, variable = ''] of rows) expect(reading).toContain(`'${variable}'`)
  })

  it('names every other command', () => {
    const others = program.commands.map((command) => command.name()).filter((name) => name !== 'serve')
    expect(others.filter((name) => !page.includes(`\`ingestr-server ${name}`))).toEqual([])
  })
})

describe('--help', () => {
  it.each([['', ...program.commands.map((command) => command.name())]].flat())(
    'of “%s” fits a screen of 80 columns and 40 lines',
    (name) => {
      const command = program.commands.find((each) => each.name() === name) ?? program
      const lines = command.configureHelp({ helpWidth: 80 }).helpInformation().split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
      expect(lines.length).toBeLessThanOrEqual(40)
    },
  )
})
