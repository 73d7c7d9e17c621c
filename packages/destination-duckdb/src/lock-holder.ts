import { readFile } from 'node:fs/promises'

/** Who holds a lock, as far as DuckDB's `reason` and the operating system tell: `process 71 (node load.ts) of the user ann`. */
export async function describeHolder(reason: string): Promise<string> {
  const pattern = /held in (?:(?<command>.+?) \()?PID (?<pid>\d+)\)?(?: by user (?<user>[^\s.]+))?/i
  const { command, pid, user } = pattern.exec(reason)?.groups ?? {}
  if (/held in current process/i.test(reason)) return 'this process itself, through another DuckDB instance'
  if (pid === undefined) return 'another process'
  // The kernel has no number for a process that this container cannot see.
  if (pid === '0') return 'a process outside of this container'
  const program = (await commandOf(pid)) ?? command
  const named = program === undefined ? `process ${pid}` : `process ${pid} (${program})`
  return user === undefined ? named : `${named} of the user ${user}`
}

const scriptPattern = /^[^-].*(?:\.[cm]?[jt]s|\.py|\/ingestr)$/

/** Only the program and its script: further arguments may hold a token. Undefined for a process that has ended or may not be looked at. */
async function commandOf(pid: string): Promise<string | undefined> {
  try {
    const [program = '', ...rest] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
    const script = rest.find((argument) => scriptPattern.test(argument))
    return program === '' ? undefined : [program, script].filter(Boolean).join(' ')
  } catch {
    return undefined
  }
}
