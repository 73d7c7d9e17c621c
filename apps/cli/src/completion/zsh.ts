import { functionNameOf } from './function-name.ts'
import { quoteForShell } from './quote-for-shell.ts'
import type { Completable, CompletedCommand, CompletedFlag, CompletedProgram } from './describe-program.ts'

/** A script that zsh sources, or loads as the function `_ingestr`. */
export function zshCompletion({ name, flags, commands }: CompletedProgram): string {
  const prefix = functionNameOf(name)
  const described = commands.map((command) => `      ${quoteForShell(`${escapePart(command.name)}:${command.help}`)}`)
  return `#compdef ${name}
# zsh completion for ${name}: source <(${name} completion zsh), after compinit
# A URI, or @ and a file that holds it. $1 is what a URI begins with whose rest is a path: one without a slash is in the
# working directory, as are those that begin with a dot.
${prefix}_uri() {
  if compset -P @; then
    _files
  elif [[ -n "$1" ]] && compset -P "$1"; then
    case "$PREFIX" in
      /*|./*|../*) _files ;;
      */*) _files -W / ;;
      *) _path_files -g '*(-.)' ;;
    esac
  else
    compadd -S '' -- @ $1
  fi
}

${prefix}() {
  local context state line curcontext="$curcontext"
  local -A opt_args
  _arguments -C ${[...flags.flatMap(specifications), '1: :->command', '*:: :->rest'].map(quoteForShell).join(' ')}
  case "$state" in
  command)
    local -a commands
    commands=(
${described.join('\n')}
    )
    _describe command commands
    ;;
  rest)
    curcontext="\${curcontext%:*:*}:${name}-\${line[1]}:"
    case "\${line[1]}" in
${commands.map(caseOfCommand).join('\n')}
    esac
    ;;
  esac
}

if [[ "\${funcstack[1]}" == ${prefix} ]]; then
  ${prefix} "$@"
else
  compdef ${prefix} ${name}
fi
`

  function caseOfCommand(command: CompletedCommand): string {
    const argument = command.argument === undefined ? [] : [`1:name:${action(command.argument)}`]
    const all = [...command.flags.flatMap(specifications), ...argument]
    return `    ${command.name})\n      _arguments ${all.map(quoteForShell).join(' \\\n        ')} ;;`
  }

  function specifications({ names, help, takesValue, isRepeatable, value }: CompletedFlag): readonly string[] {
    const others = isRepeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
    const rest = `[${escapePart(help)}]${takesValue ? `:value:${action(value)}` : ''}`
    return names.map((flag) => `${others}${flag}${takesValue && flag.startsWith('--') ? '=' : ''}${rest}`)
  }

  function action(value: Completable): string {
    switch (value?.kind) {
      case 'words': {
        const words = value.words.join(' ')
        return value.isList ? `{_values -s , value ${words}}` : `(${words})`
      }
      case 'file': {
        return '_files'
      }
      case 'uri': {
        return `{${prefix}_uri ${escapePart(value.beforePath)}}`
      }
      case undefined: {
        return ' '
      }
    }
  }
}

/** Brackets and colons end a part of a specification. */
function escapePart(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, String.raw`\$&`)
}
