import type { Completable, CompletedCommand } from './describe-program.ts'

/** A script that bash sources. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const flags = new Map(commands.flatMap((command) => command.flags).map((flag) => [flag.flag, flag]))
  const values = Array.from(flags.values())
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, value }) => `    ${flag}) ${reply(value)}; return ;;`)
  const cases = commands.map(({ name, flags: own, argument }) => {
    const words = typeof argument === 'object' ? argument.words : []
    return `    ${name}) ${reply({ words: [...words, ...own.map(({ flag }) => flag)] })} ;;`
  })
  return `# bash completion for ingestr: source <(ingestr completion bash)
_ingestr() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  COMPREPLY=()
  case "$previous" in
${values.join('\n')}
  esac
  case "$command" in
${cases.join('\n')}
    '') ${reply({ words: commands.map(({ name }) => name) })} ;;
  esac
}
complete -F _ingestr ingestr
`
}

function reply(value: Completable): string {
  if (value === undefined) return ':'
  const kind = value === 'file' ? '-f' : `-W '${value.words.join(' ')}'`
  return `COMPREPLY=($(compgen ${kind} -- "$current"))`
}
