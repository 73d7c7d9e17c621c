import type { Completable, CompletedCommand, CompletedFlag } from './describe-program.ts'

/** A script that fish sources. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => {
    const when = `-n ${quote(`__fish_seen_subcommand_from ${command.name}`)}`
    const argument =
      typeof command.argument === 'object' ? [`complete -c ingestr ${when} -a ${words(command.argument)}`] : []
    return [
      `complete -c ingestr -n __fish_use_subcommand -a ${command.name} -d ${quote(command.help)}`,
      ...argument,
      ...command.flags.map((flag) => `complete -c ingestr ${when} ${describeFlag(flag)}`),
    ]
  })
  return [
    '# fish completion for ingestr: ingestr completion fish | source',
    'complete -c ingestr -f',
    ...lines,
    '',
  ].join('\n')
}

function describeFlag({ flag, help, takesValue, value }: CompletedFlag): string {
  const kind = takesValue ? ` ${valueOf(value)}` : ''
  return `-l ${flag.slice('--'.length)}${kind} -d ${quote(help)}`
}

function valueOf(value: Completable): string {
  if (value === 'file') return '-r -F'
  return value === undefined ? '-x' : `-x -a ${words(value)}`
}

function words(value: { readonly words: readonly string[] }): string {
  return quote(value.words.join(' '))
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
}
