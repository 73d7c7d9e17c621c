import { spawn } from 'node:child_process'

/**
 * @typedef {{ title: string, command: string, args: readonly string[], env?: Record<string, string | undefined>, cwd?: string }} Step
 * @typedef {{ title: string, isPassed: boolean, output: string }} StepResult
 */

/**
 * Runs a command without input, prints its title and how long it took, and its output only when it fails. Plain
 * JavaScript, because the first steps run under whatever Node the machine has.
 *
 * @param {Step} step
 * @returns {Promise<StepResult>}
 */
export async function runStep(step) {
  process.stdout.write(`  ${step.title} … `)
  const startedAt = performance.now()
  const { code, output } = await collect(step)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(code === 0 ? `ok (${seconds} s)\n` : `failed (${seconds} s)\n`)
  if (code !== 0) {
    process.stdout.write(`\n$ ${[step.command, ...step.args].join(' ')}\n${output.trimEnd()}\n\n`)
  }
  return { title: step.title, isPassed: code === 0, output }
}

/**
 * @param {Step} step
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function collect(step) {
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = []
    const child = spawn(step.command, step.args, {
      cwd: step.cwd,
      // Colours of a tool are noise in a log.
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }), ...step.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk))
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk))
    child.on('error', (error) => resolve({ code: 127, output: `${step.command}: ${error.message}` }))
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}
