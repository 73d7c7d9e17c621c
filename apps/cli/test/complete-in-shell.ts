import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Shell = 'bash' | 'zsh' | 'fish'

/** Where a shell works: an empty folder for what it needs, and another one whose files it may complete. */
type Place = { readonly own: string; readonly cwd: string }

/** `file` is `$OWN/session`, which the shell reads first; `typed` goes to its input. */
type Session = { readonly file: string; readonly args: readonly string[]; readonly typed: readonly string[] }

export function hasShell(shell: Shell): boolean {
  return spawnSync(shell, ['--version']).status === 0
}

/**
 * What the shell would put in the place of the last word of each line, all that there is of it; the word itself where it
 * knows nothing. bash and zsh are typed into as by a user, so that their own ideas of words and quotes count.
 */
export async function completeIn(
  shell: Shell,
  script: string,
  lines: readonly string[],
  { own, cwd }: Place,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { file, args, typed } = sessions[shell](lines)
  await writeFile(join(own, 'script'), script)
  await writeFile(join(own, 'session'), file)
  await writeFile(join(own, 'output'), '')
  const env = { PATH: process.env['PATH'], HOME: own, OWN: own, TERM: 'dumb', INPUTRC: '/dev/null', LC_ALL: 'C.UTF-8' }
  // Without the terminal of whoever runs the tests.
  const child = spawn(shell, args, { cwd, env, detached: true, stdio: ['pipe', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  child.stdin.end(`${typed.join('\n')}\n`)
  await once(child, 'close')
  const answers = (await readFile(join(own, 'output'), 'utf8')).split(`${end}\n`).slice(0, -1)
  if (answers.length !== lines.length) throw new Error(`${shell} answered ${answers.length} times:\n${errors}`)
  return new Map(lines.map((line, index) => [line, answers[index]?.split('\n').filter((word) => word !== '') ?? []]))
}

/** After each answer. */
const end = '-- end --'

/** In the place of the command: writes what it is given, without what was typed before the last word. */
function tellArguments([line = '']: readonly string[]): string {
  const [program = ''] = line.split(' ')
  return `${program}() { shift "$BEFORE"; printf '%s\\n' "$@" '${end}' >>"$OWN/output"; }`
}

const sessions: Readonly<Record<Shell, (lines: readonly string[]) => Session>> = {
  bash: (lines) => ({
    file: `set -u; HISTFILE=; source "$OWN/script"; ${tellArguments(lines)}`,
    args: ['--noprofile', '--norc', '-i'],
    typed: ['source "$OWN/session"', ...lines.flatMap((line) => [setBefore(line), `${line}${keyOf(line)}`])],
  }),
  zsh: (lines) => ({
    file: `
      PS1='READY'; HISTFILE=
      autoload -Uz compinit; compinit -u -D
      source "$OWN/script"
      ${tellArguments(lines)}
      insert-all() { compstate[insert]=all }
      complete-all() { comppostfuncs=(insert-all); _main_complete }
      zle -C complete-all complete-word complete-all
      bindkey '^Xa' complete-all`,
    args: ['-f'],
    // The inner shell has a terminal, and is ready when it shows its prompt.
    typed: [
      'zmodload zsh/zpty; zpty inner zsh -f -i',
      `enter() { zpty -w inner "$1"; zpty -r inner answer '*READY' }`,
      'enter "source $OWN/session"',
      ...lines.flatMap((line) => [`enter ${setBefore(line)}`, `enter ${quote(`${line}\u0018a`)}`]),
    ],
  }),
  // It tells by itself what it would offer.
  fish: (lines) => ({
    file: ['source "$OWN/script"', ...lines.map(askFish)].join('\n'),
    args: ['--no-config', '-c', 'source "$OWN/session"'],
    typed: [],
  }),
}

function askFish(line: string): string {
  const output = '>>"$OWN/output"'
  return `complete -C ${quote(line)} | string replace -r '\\t.*' '' ${output}; echo ${quote(end)} ${output}`
}

/** How many words were typed before the one at the cursor, which the shell leaves alone. */
function setBefore(line: string): string {
  return `BEFORE=${line.split(/\s+/).length - 2}`
}

/** Escape and * insert all completions, which does not work inside quotes; there the tab key inserts the only one. */
function keyOf(line: string): string {
  return /\s['"]\S*$/.test(line) ? '\t' : '\u001B*'
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
