import { functionNameOf } from './function-name.ts'
import type { Completable, CompletedFlag, CompletedProgram } from './describe-program.ts'

/** A script that fish sources. */
export function fishCompletion({ name, flags, commands }: CompletedProgram): string {
  const prefix = `_${functionNameOf(name)}`
  const complete = (condition: string, rest: string): string => `complete -c ${name} -n ${quote(condition)} ${rest}`
  const lines = commands.flatMap((command) => {
    const inside = `${prefix}_is ${command.name}`
    const { argument } = command
    return [
      complete(`${prefix}_is`, `-a ${command.name} -d ${quote(command.help)}`),
      ...(argument?.kind === 'words' ? [complete(inside, `-a ${quote(argument.words.join(' '))}`)] : []),
      ...command.flags.map((flag) => complete(inside, describeFlag(flag, prefix))),
    ]
  })
  return `# fish completion for ${name}: ${name} completion fish | source
${helpers(prefix)}
complete -c ${name} -f
${[...flags.map((flag) => complete(`${prefix}_is`, describeFlag(flag, prefix))), ...lines].join('\n')}
`
}

function helpers(prefix: string): string {
  return `# Whether this is the command; without a name, whether there is none yet.
function ${prefix}_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

# What is there of the value, without its flag.
function ${prefix}_value
    commandline -ct | string replace -r -- '^--[\\w-]+=' '' | string unescape
end

function ${prefix}_list
    set -l given (${prefix}_value | string match -r -- '^.*,')
    for word in $argv
        string match -q -- "*,$word,*" ",$given"; or echo "$given$word"
    end
end

# Paths that go on after $argv[1]; where $argv[2] is given they are from there.
function ${prefix}_files
    set -l root "$argv[2]"
    set -l path (${prefix}_value | string sub -s (math (string length -- "$argv[1]") + 1))
    for found in "$root$path"*
        set -l rest (string sub -s (math (string length -- "$root") + 1) -- $found)
        if not test -d $found
            echo "$argv[1]$rest"
        else if test "$argv[3]" != file
            echo "$argv[1]$rest/"
        end
    end
end

# A URI, or @ and a file that holds it. $argv[1] is what a URI begins with whose rest is a path: one without a slash is in
# the working directory, as are those that begin with a dot.
function ${prefix}_uri
    set -l value (${prefix}_value)
    set -l start "$argv[1]"
    if string match -q -- '@*' "$value"
        ${prefix}_files @
    else if test -n "$start"; and string match -q -- "$start*" "$value"
        switch (string sub -s (math (string length -- $start) + 1) -- $value)
            case '/*' './*' '../*'
                ${prefix}_files $start
            case '*/*'
                ${prefix}_files $start /
            case '*'
                ${prefix}_files $start '' file
        end
    else
        printf '%s\\n' @ $start
    end
end
`
}

function describeFlag({ names, help, takesValue, value }: CompletedFlag, prefix: string): string {
  const spelled = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  return [...spelled, ...(takesValue ? [valueOf(value, prefix)] : []), `-d ${quote(help)}`].join(' ')
}

function valueOf(value: Completable, prefix: string): string {
  switch (value?.kind) {
    case 'words': {
      const words = value.words.join(' ')
      return `-x -a ${quote(value.isList ? `(${prefix}_list ${words})` : words)}`
    }
    case 'file': {
      return '-r -F'
    }
    case 'uri': {
      return `-x -a ${quote(`(${prefix}_uri ${value.beforePath})`)}`
    }
    case undefined: {
      return '-x'
    }
  }
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
