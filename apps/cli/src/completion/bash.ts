import { functionNameOf } from './function-name.ts'
import { quoteForShell } from './quote-for-shell.ts'
import type { Completable, CompletedCommand, CompletedFlag, CompletedProgram } from './describe-program.ts'

/** A script that bash sources. It is for bash 3.2 as well, which macOS has, apart from spaces that are set too often there. */
export function bashCompletion(program: CompletedProgram): string {
  const { name, flags, commands } = program
  const prefix = functionNameOf(name)
  return `# bash completion for ${name}: source <(${name} completion bash)
${helpers(prefix)}
${prefix}_value() {
  case "$1" in
${casesOfFlags(commands, prefix).join('\n')}
  *) return 1 ;;
  esac
}

${prefix}_next() {
  case "$1" in
  '') ${next(
    commands.map((command) => command.name),
    flags,
    prefix,
  )} ;;
${commands.map((command) => `  ${command.name}) ${next(wordsOf(command.argument), command.flags, prefix)} ;;`).join('\n')}
  esac
}

${prefix}() {
  local line="\${COMP_LINE:0:COMP_POINT}" words current='' before='' last
  # By itself bash parts words at = and : too.
  read -ra words <<<"$line"
  last=$((\${#words[@]} - 1))
  case "$line" in *[[:space:]]) ;; *) current="\${words[last]}" last=$((last - 1)) ;; esac
  local part="$2" command='' flag=''
  case "$current" in *"$part") part="\${current%"$part"}" ;; *) part='' ;; esac
  ((last > 0)) && command="\${words[1]}" flag="\${words[last]}"
  case "$current" in --*=*) flag="\${current%%=*}" before="$flag=" current="\${current#*=}" ;; esac
  case "$current" in [\\'\\"]*) before="$before\${current:0:1}" current="\${current:1}" ;; esac
  COMPREPLY=()
  ${prefix}_value "$command $flag" || ${prefix}_next "$command"
}
complete -F ${prefix} ${name}
`
}

/**
 * They see the variables of who calls them: `current` is what is there of a value, `before` what is before it in its word, and
 * `part` what bash holds for a word of its own before the one that it replaces.
 */
function helpers(prefix: string): string {
  return `${prefix}_words() {
  local word
  for word; do
    case "$word" in "$current"*) word="$before$word" COMPREPLY+=("\${word#"$part"}") ;; esac
  done
}

${prefix}_list() {
  local given='' word
  case "$current" in *,*) given="\${current%,*}," ;; esac
  for word; do
    case ",$given" in *",$word,"*) ;; *) ${prefix}_words "$given$word" ;; esac
  done
}

# Paths that go on after $1; where $2 is given they are from there, and where $3 is, folders are left out.
${prefix}_files() {
  local found escaped
  while IFS= read -r found; do
    [ -d "$found" ] && [ -n "$3" ] && continue
    [ -d "$found" ] && found="$found/" && compopt -o nospace 2>/dev/null
    found="\${found#"$2"}" escaped="$found"
    case "$before" in *[\\'\\"]) ;; *) printf -v escaped %q "$found" ;; esac
    escaped="$before$1$escaped" COMPREPLY+=("\${escaped#"$part"}")
  done < <(compgen -f -- "$2\${current#"$1"}")
}

# A URI, or @ and a file that holds it. $1 is what a URI begins with whose rest is a path: one without a slash is in the
# working directory, as are those that begin with a dot.
${prefix}_uri() {
  case "$current" in
  @*) ${prefix}_files @ '' ''; return ;;
  esac
  case "\${1:+$current}" in
  '') ;;
  "$1"/* | "$1"./* | "$1"../*) ${prefix}_files "$1" '' ''; return ;;
  "$1"*/*) ${prefix}_files "$1" / ''; return ;;
  "$1"*) ${prefix}_files "$1" '' file; return ;;
  esac
  compopt -o nospace 2>/dev/null
  ${prefix}_words @ $1
}
`
}

/** Flags that take a value, those together that take the same. */
function casesOfFlags(commands: readonly CompletedCommand[], prefix: string): readonly string[] {
  const flags = commands.flatMap((command) =>
    command.flags
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ names, value }) =>
        names.map((name) => ({ key: `${command.name} ${name}`, reply: reply(value, prefix) })),
      ),
  )
  return [...Map.groupBy(flags, (flag) => flag.reply)].map(
    ([answer, same]) => `  ${same.map(({ key }) => quoteForShell(key)).join(' | ')})\n    ${answer} ;;`,
  )
}

/** Flags are offered where one was begun, or where nothing else can follow. */
function next(words: readonly string[], flags: readonly CompletedFlag[], prefix: string): string {
  const offered = `${prefix}_words ${quoted(flags.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))))}`
  if (words.length === 0) return offered
  return `case "$current" in -*) ${offered} ;; *) ${prefix}_words ${quoted(words)} ;; esac`
}

function wordsOf(value: Completable): readonly string[] {
  return value?.kind === 'words' ? value.words : []
}

function reply(value: Completable, prefix: string): string {
  switch (value?.kind) {
    case 'words': {
      return `${prefix}_${value.isList ? 'list' : 'words'} ${quoted(value.words)}`
    }
    case 'file': {
      return `${prefix}_files '' '' ''`
    }
    case 'uri': {
      return `${prefix}_uri ${quoteForShell(value.beforePath)}`
    }
    case undefined: {
      return ':'
    }
  }
}

function quoted(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ')
}
