import { IngestError } from '@ingestr/contract'

import type { CaseResult } from './run-cases.ts'

/** One line for each case, for people; a failure has what went wrong below it. */
export function printResults(name: string, results: readonly CaseResult[]): string {
  const count = (status: CaseResult['status']): number => results.filter((result) => result.status === status).length
  const counts = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} do not apply`
  return [`${name}: ${counts}`, ...results.map(printResult), ''].join('\n')
}

const marks = { passed: 'ok  ', skipped: '--  ', failed: 'FAIL' } as const

function printResult(result: CaseResult): string {
  const line = `  ${marks[result.status]} ${result.id} ${result.requirement}`
  if (result.status === 'skipped') return `${line} (${result.reason})`
  return result.status === 'failed' ? `${line}\n${indent(describe(result.error))}` : line
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = IngestError.isInstance(error) ? `${error.code}: ` : ''
  const place = error.stack?.split('\n').find((line) => /^\s+at (?!.*node:internal)/.test(line))
  return [`${code}${error.message}`, ...(place === undefined ? [] : [place.trim()])].join('\n')
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '         ')
}
