import { IngestError } from '@ingestr/contract'

import { read } from '../repository.ts'
import { describeCommands, type DescribedCommand, type DescribedFlag } from './describe-commands.ts'
import { code, plain, writeTable } from './write-table.ts'

/** All commands, each with a link to its page. */
export function commandTable(): string {
  const rows = describeCommands().map(({ name, help }) => [`[\`ingestr ${name}\`](/cli/${name}.md)`, plain(help)])
  return writeTable(['Command', 'Does'], rows)
}

/** The page of a command: how it is called, its arguments, its flags under the headings of the help. */
export function commandPage(name: string): string {
  const command = describeCommands().find((each) => each.name === name)
  if (command === undefined) throw new IngestError('INVALID_ARGUMENT', `There is no command ${name}.`)
  return [
    `# ingestr ${name}`,
    `${capital(plain(command.help))}.`,
    `\`\`\`text\n${command.usage.replace('[options]', '[flags]')}\n\`\`\``,
    ...describeArguments(command),
    ...describeFlags(command.flags),
  ].join('\n\n')
}

function describeArguments({ arguments: all }: DescribedCommand): readonly string[] {
  return all.length === 0
    ? []
    : [
        writeTable(
          ['Argument', 'Is'],
          all.map(({ name, help }) => [code(`<${name}>`), plain(help)]),
        ),
      ]
}

function describeFlags(flags: readonly DescribedFlag[]): readonly string[] {
  const meanings = meaningsInReadme()
  return [...Map.groupBy(flags, ({ group }) => group)].map(([heading, members]) => {
    const rows = members.map(({ flag, usage, help, variables }) => [
      [`**${code(usage)}**`, ...variables.map(code)].join('<br>'),
      meanings.get(flag) ?? plain(help),
    ])
    return `## ${heading.replace(/:$/, '')}\n\n${writeTable(['Flag, and its variables', 'Means'], rows)}`
  })
}

/** The README says more than fits a line of the help. Links there are relative to it. */
function meaningsInReadme(): ReadonlyMap<string, string> {
  const rows = read('README.md').matchAll(/^\| `(--[a-z-]+)` *\|[^|]+\| (.+?) *\|$/gm)
  return new Map(Array.from(rows, ([, flag = '', means = '']) => [flag, means]))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
