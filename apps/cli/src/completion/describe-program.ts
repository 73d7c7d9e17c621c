import type { Argument, Command, Option } from 'commander'

import { settings } from '../settings.ts'

/** What a value can be completed to. Left out: nothing is known of it. */
export type Completable =
  | {
      readonly kind: 'words'
      readonly words: readonly string[]
      /** Whether it may be several of them, with commas between. */
      readonly isList: boolean
    }
  | { readonly kind: 'file' }
  | {
      /** A URI, or `@` and the path of a file that holds it. */
      readonly kind: 'uri'
      /** What such a URI begins with, where the path of a file follows; empty where none does. */
      readonly beforePath: string
    }
  | undefined

/** One flag of a command, as a shell is told of it. */
export interface CompletedFlag {
  /** `--help`, and `-h` where it has a short form. */
  readonly names: readonly string[]
  readonly help: string
  readonly takesValue: boolean
  readonly isRepeatable: boolean
  readonly value: Completable
}

/** One command, with what can follow it. */
export interface CompletedCommand {
  readonly name: string
  readonly help: string
  readonly flags: readonly CompletedFlag[]
  readonly argument: Completable
}

/** All that a script knows. */
export interface CompletedProgram {
  readonly name: string
  /** Those that it has without a command. */
  readonly flags: readonly CompletedFlag[]
  readonly commands: readonly CompletedCommand[]
}

/**
 * The commands and flags of a program, as its help lists them; hidden ones are left out.
 * @param tables names of the source's tables
 */
export function describeProgram(program: Command, tables: readonly string[]): CompletedProgram {
  const helper = program.createHelp()
  const commands = helper.visibleCommands(program)
  const names = commands.map((command) => command.name())
  const flagsOf = (command: Command): readonly CompletedFlag[] =>
    helper.visibleOptions(command).map((option) => describeFlag(option, tables))
  return {
    name: program.name(),
    flags: flagsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      help: helper.subcommandDescription(command),
      flags: flagsOf(command),
      argument: describeArgument(command.registeredArguments[0], tables, names),
    })),
  }
}

function describeFlag(option: Option, tables: readonly string[]): CompletedFlag {
  const { short, long, description, required, parseArg } = option
  return {
    names: [short, long].filter((name) => name !== undefined),
    help: description,
    takesValue: required,
    // What is given again is joined to what was given before.
    isRepeatable: parseArg !== undefined,
    value: required ? describeValue(option, tables) : undefined,
  }
}

/** By what the value is called in the help. */
function describeValue({ long, flags, argChoices }: Option, tables: readonly string[]): Completable {
  const setting = Object.values(settings).find(({ flag }) => flag === long)
  const words = argChoices ?? setting?.choices
  if (words !== undefined) return { kind: 'words', words, isList: false }
  const called = /<(?<name>[\w-]+)>/.exec(flags)?.groups?.['name']
  if (called === 'tables') return { kind: 'words', words: [...tables, 'all'], isList: true }
  if (called === 'uri') return { kind: 'uri', beforePath: setting?.beforePath ?? '' }
  return called === 'file' ? { kind: 'file' } : undefined
}

function describeArgument(
  argument: Argument | undefined,
  tables: readonly string[],
  commands: readonly string[],
): Completable {
  const byName: Readonly<Record<string, readonly string[]>> = { table: tables, command: commands }
  const words = argument?.argChoices ?? byName[argument?.name() ?? '']
  return words === undefined ? undefined : { kind: 'words', words, isList: false }
}
