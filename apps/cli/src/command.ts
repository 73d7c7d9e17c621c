import { IngestError } from '@ingestr/contract'
import { Command, CommanderError } from 'commander'
import { distance } from 'fastest-levenshtein'

import manifest from '../package.json' with { type: 'json' }
import { olderFlags } from './older-flags.ts'
import { addIngestOptions, createOption } from './command-options.ts'
import { addLookCommands, type LookHandlers } from './look-commands.ts'
import { settings } from './settings.ts'
import type { PreviewSettings } from './preview-command.ts'
import type { Flags } from './read-settings.ts'
import type { TablesSettings } from './tables-command.ts'

/** What the command line asks for, once help and version are dealt with. */
export type Handlers = LookHandlers & {
  readonly ingest: (flags: Flags) => Promise<void>
  readonly preview: (settings: PreviewSettings) => Promise<void>
  readonly tables: (settings: TablesSettings) => Promise<void>
}

/**
 * Parses the arguments and calls the handler of the command.
 * @param write gets help and the version
 * @throws IngestError `INVALID_USAGE`; never with a value of an argument in it, which may be a token
 */
export async function runCommand(
  argv: readonly string[],
  handlers: Handlers,
  write: (text: string) => void,
): Promise<void> {
  try {
    await createProgram(handlers, write).parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    throw new IngestError('INVALID_USAGE', explain(error, argv))
  }
}

function createProgram(handlers: Handlers, write: (text: string) => void): Command {
  const program = new Command('ingestr')
    .description(manifest.description)
    .version(manifest.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => {} })
  const ingest = program
    .command('ingest')
    .description('Copies tables; a later run fetches only what is new or updated.')
    .allowExcessArguments(false)
    .action(handlers.ingest)
  addIngestOptions(ingest)
  ingest.addHelpText('after', example)
  program
    .command('tables')
    .description('Lists the tables of a workspace, or the columns of one; asks nothing of Intercom.')
    .argument('[table]', 'the table whose columns are shown')
    .option('--json', 'as JSON, columns included')
    .allowExcessArguments(false)
    .action((table: string | undefined, { json }: { json?: boolean }) =>
      handlers.tables({ table, json: json === true }),
    )
  program
    .command('preview')
    .description('Shows the first ten rows of a table; writes nothing.')
    .argument('<table>', 'the table to look at')
    .addOption(createOption(settings.sourceUri))
    .addOption(createOption(settings.mask))
    .addOption(createOption(settings.sqlExcludeColumns))
    .addOption(createOption(settings.trimWhitespace))
    .option('--json', 'as JSON, one line a row')
    .allowExcessArguments(false)
    .action((table: string, { json, ...flags }: Flags & { json?: boolean }) =>
      handlers.preview({ table, json: json === true, flags }),
    )
  addLookCommands(program, handlers)
  return program
}

const commands = ['ingest', 'plan', 'check', 'status', 'verify', 'preview', 'tables', 'reset']

const example = `
Examples:
  ingestr ingest --source-uri 'intercom://?access_token=<token>&region=us' \\
    --source-table contacts \\
    --dest-uri duckdb:///intercom.duckdb --dest-table intercom.contacts
  ingestr ingest --source-uri 'intercom://?access_token=<token>&region=us' \\
    --source-table all \\
    --dest-uri duckdb:///intercom.duckdb --dest-table 'intercom.{table}'`

function explain(error: CommanderError, argv: readonly string[]): string {
  switch (error.code) {
    case 'commander.unknownOption': {
      return explainUnknownFlag(/'(?<flag>[^'=\s]*)/.exec(error.message)?.groups?.['flag'] ?? '')
    }
    case 'commander.optionMissingArgument': {
      const last = [...Object.values(settings), ...olderFlags].find(({ flag }) => flag === argv.at(-1))
      return `${last?.flag ?? 'The last flag'} needs a value.`
    }
    case 'commander.unknownCommand': {
      return explainUnknownCommand(argv[0] ?? '')
    }
    case 'commander.missingArgument': {
      return argv[0] === 'reset'
        ? 'ingestr reset needs the name of a target table: ingestr reset intercom.contacts. See ingestr status.'
        : 'ingestr preview needs the name of a table: ingestr preview contacts. See ingestr tables.'
    }
    // `ingestr help` with a command that there is not.
    case 'commander.help': {
      return explainUnknownCommand(argv[1] ?? '')
    }
    case 'commander.excessArguments': {
      return 'There is a value without a flag before it. See ingestr ingest --help.'
    }
    default: {
      return 'The command line could not be read. See ingestr ingest --help.'
    }
  }
}

function explainUnknownCommand(command: string): string {
  // Anything but a short plain word may be a token in the wrong place.
  const name = /^[a-z][a-z_-]{0,19}$/.test(command) ? `command "${command}"` : 'such command'
  const [nearest] = commands.toSorted((left, right) => distance(left, command) - distance(right, command))
  const meant = name.startsWith('command') ? nearest : 'ingest'
  return `There is no ${name}. Did you mean "ingestr ${meant}"? See ingestr --help.`
}

function explainUnknownFlag(flag: string): string {
  const given = [...Object.values(settings), ...olderFlags].find((setting) => setting.flag === flag)
  if (given !== undefined) {
    return `${flag} takes no value: leave out "=" and what follows, or write it to the variable ${given.variables[0]}.`
  }
  const known = [...Object.values(settings).map((setting) => setting.flag), '--json', '--sample', '--help', '--version']
  const [nearest] = known.toSorted((left, right) => distance(left, flag) - distance(right, flag))
  // What does not look like a flag may be a token that begins with a dash.
  const name = /^--?[a-z][a-z_-]{0,39}$/.test(flag) ? `flag ${flag}` : 'such flag'
  return `There is no ${name}. Did you mean ${nearest}? See ingestr ${nearest === '--json' ? 'tables' : 'ingest'} --help.`
}
