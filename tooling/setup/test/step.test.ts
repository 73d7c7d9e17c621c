import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const module = new URL('../src/step.mjs', import.meta.url).href

describe('a step', () => {
  it('says nothing of what a command printed when it succeeds', async () => {
    const shown = await show(`console.log('chatter')`)
    expect(shown).toMatch(/^ {2}Some step … ok \(\d+\.\d s\)\n$/)
  })

  it('shows the command and all it printed when it fails', async () => {
    const shown = await show(`console.log('to stdout'); console.error('to stderr'); process.exit(3)`)
    expect(shown).toContain('Some step … failed')
    expect(shown).toContain('to stdout')
    expect(shown).toContain('to stderr')
  })

  it('fails where the command does not exist', async () => {
    const shown = await run({ title: 'Some step', command: '/no/such/command', args: [] })
    expect(shown).toContain('Some step … failed')
    expect(shown).toContain('/no/such/command')
  })
})

function show(script: string): Promise<string> {
  return run({ title: 'Some step', command: process.execPath, args: ['-e', script] })
}

async function run(step: object): Promise<string> {
  const program = `import(${JSON.stringify(module)}).then(({ runStep }) => runStep(${JSON.stringify(step)}))`
  const { stdout } = await execute(process.execPath, ['-e', program])
  return stdout
}
