import type { Command, CommanderError } from 'commander'
import { distance } from 'fastest-levenshtein'

import { olderFlags } from './older-flags.ts'
import { settings } from './settings.ts'

/**
 * What is wrong with a command line, and what was probably meant.
 * @param program the commands and flags that there are
 */
export function explainUsage(error: CommanderError, argv: readonly string[], program: Command): string {
  switch (error.code) {
    case 'commander.unknownOption': {
      const flag = /'(?<flag>[^'=\s]*)/.exec(error.message)?.groups?.['flag'] ?? ''
      return explainUnknownFlag(flag, program, argv[0])
    }
    case 'commander.optionMissingArgument': {
      const last = [...Object.values(settings), ...olderFlags].find(({ flag }) => flag === argv.at(-1))
      return `${last?.flag ?? 'The last flag'} needs a value.`
    }
    case 'commander.unknownCommand': {
      return explainUnknownCommand(argv[0] ?? '', program)
    }
    case 'commander.missingArgument': {
      return missingArguments[argv[0] ?? ''] ?? 'An argument is missing. See ingestr --help.'
    }
    // `ingestr help` with a command that there is not.
    case 'commander.help': {
      return explainUnknownCommand(argv[1] ?? '', program)
    }
    case 'commander.excessArguments': {
      return `There is a value without a flag before it. ${helpOf(program, argv[0])}`
    }
    default: {
      return `The command line could not be read. ${helpOf(program, argv[0])}`
    }
  }
}

const missingArguments: Readonly<Record<string, string>> = {
  preview: 'ingestr preview needs the name of a table: ingestr preview contacts. See ingestr tables.',
  reset: 'ingestr reset needs the name of a target table: ingestr reset intercom.contacts. See ingestr status.',
  completion: 'ingestr completion needs the name of a shell: ingestr completion bash, zsh or fish.',
}

function explainUnknownCommand(command: string, program: Command): string {
  // Anything but a short plain word may be a token in the wrong place.
  const name = /^[a-z][a-z_-]{0,19}$/.test(command) ? `command "${command}"` : 'such command'
  const known = program.commands.map((each) => each.name())
  const meant = name.startsWith('command') ? nearestTo(command, known) : 'ingest'
  const hint = meant === undefined ? '' : ` Did you mean "ingestr ${meant}"?`
  return `There is no ${name}.${hint} See ingestr --help.`
}

function explainUnknownFlag(flag: string, program: Command, name: string | undefined): string {
  const given = [...Object.values(settings), ...olderFlags].find((setting) => setting.flag === flag)
  if (given !== undefined && name?.startsWith('-') === true) {
    return `The command comes first: ingestr ingest ${flag} and so on. See ingestr --help.`
  }
  const own = findCommand(program, name).options.filter(({ hidden }) => !hidden)
  const known = [...own.flatMap(({ long }) => long ?? []), '--help', '--version']
  if (given !== undefined && known.includes(flag)) {
    return `${flag} takes no value: leave out "=" and what follows, or write it to the variable ${given.variables[0]}.`
  }
  // What does not look like a flag may be a token that begins with a dash.
  const shown = /^--?[a-z][a-z_-]{0,39}$/.test(flag) ? `flag ${flag}` : 'such flag'
  const nearest = nearestTo(flag, known)
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `There is no ${shown}.${hint} ${helpOf(program, name)}`
}

function helpOf(program: Command, name: string | undefined): string {
  return `See ingestr ${findCommand(program, name).name()} --help.`
}

/** `ingest` where none is named: that is what flags are mostly for. */
function findCommand(program: Command, name: string | undefined): Command {
  const [first] = program.commands
  return program.commands.find((command) => command.name() === name) ?? first ?? program
}

/** Undefined where nothing is near enough to have been meant. */
function nearestTo(word: string, known: readonly string[]): string | undefined {
  const near = known.filter((each) => distance(each, word) <= Math.max(2, word.length / 3))
  return near.toSorted((left, right) => distance(left, word) - distance(right, word))[0]
}
