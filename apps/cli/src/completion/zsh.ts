import type { Completable, CompletedCommand } from './describe-program.ts'

/** A script that zsh sources, or loads as the function \`_ingestr\`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name, help }) => `    ${quote(`${name}:${escapeHelp(help)}`)}`)
  const cases = commands.map((command) => {
    const specifications = command.flags.map(({ flag, help, takesValue, value }) =>
      quote(`${flag}[${escapeHelp(help)}]${takesValue ? `:value:${action(value)}` : ''}`),
    )
    if (command.argument !== undefined) specifications.push(quote(`1:name:${action(command.argument)}`))
    return `    ${command.name}) _arguments ${specifications.join(' \\\n      ')} ;;`
  })
  return `#compdef ingestr
# zsh completion for ingestr: source <(ingestr completion zsh)
_ingestr() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT -= 1 ))
  case "$command" in
${cases.join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == _ingestr ]]; then _ingestr "$@"; else compdef _ingestr ingestr; fi
`
}

function action(value: Completable): string {
  if (value === undefined) return ' '
  return value === 'file' ? '_files' : `(${value.words.join(' ')})`
}

/** Brackets and colons end a part of a specification. */
function escapeHelp(help: string): string {
  return help.replaceAll(/[[\]:\\]/g, String.raw`\$&`)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
