import type { Command, Option } from 'commander'

import { settings } from '../settings.ts'

/** What a value can be completed to: these words, or the path of a file. Left out: nothing is known of it. */
export type Completable = { readonly words: readonly string[] } | 'file' | undefined

/** One flag of a command, as a shell is told of it. */
export interface CompletedFlag {
  readonly flag: string
  readonly help: string
  readonly takesValue: boolean
  readonly value: Completable
}

/** One command, with what can follow it. */
export interface CompletedCommand {
  readonly name: string
  readonly help: string
  readonly flags: readonly CompletedFlag[]
  readonly argument: Completable
}

/**
 * The commands and flags of a program; hidden ones are left out.
 * @param tables names of the source's tables
 */
export function describeProgram(program: Command, tables: readonly string[]): readonly CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    help: command.description(),
    flags: [
      ...command.options.filter(({ hidden }) => !hidden).map((option) => describeFlag(option, tables)),
      { flag: '--help', help: 'print this help', takesValue: false, value: undefined },
    ],
    argument: describeArgument(command, tables),
  }))
}

function describeFlag(option: Option, tables: readonly string[]): CompletedFlag {
  const { long, description, required } = option
  const setting = Object.values(settings).find(({ flag }) => flag === long)
  const words = setting?.value === 'tables' ? [...tables, 'all'] : setting?.choices
  const value = words === undefined ? (setting?.value === 'file' ? 'file' : undefined) : { words }
  return { flag: long ?? '', help: description, takesValue: required, value }
}

function describeArgument({ registeredArguments: [argument] }: Command, tables: readonly string[]): Completable {
  if (argument?.name() === 'shell') return { words: ['bash', 'zsh', 'fish'] }
  return argument?.name() === 'table' ? { words: tables } : undefined
}
