import { Argument, Command } from 'commander'

import manifest from '../package.json' with { type: 'json' }
import { addIngestOptions, createOption } from './command-options.ts'
import { helpEnd, helpLayout, helpWidth, type Examples, type HelpOutput } from './help-layout.ts'
import type { CompletionSettings } from './completion-command.ts'
import { addLookCommands, type LookHandlers } from './look-commands.ts'
import type { PreviewSettings } from './preview-command.ts'
import type { Flags } from './read-settings.ts'
import { settings } from './settings.ts'
import type { TablesSettings } from './tables-command.ts'

/** What the command line asks for, once help and version are dealt with. */
export type Handlers = LookHandlers & {
  readonly ingest: (flags: Flags) => Promise<void>
  readonly preview: (settings: PreviewSettings) => Promise<void>
  readonly tables: (settings: TablesSettings) => Promise<void>
  readonly completion: (settings: CompletionSettings) => Promise<void>
}

/** @param output gets help and the version */
export function createProgram(handlers: Handlers, output: HelpOutput): Command {
  const program = new Command('ingestr')
    .description('Copies an Intercom workspace into DuckDB, completely, fast and safely.')
    .usage('<command> [flags]')
    .version(manifest.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; after a command, its flags')
    .helpCommand('help [command]', 'show the flags of a command')
    .exitOverride()
    .configureHelp(helpLayout)
    .configureOutput({ writeOut: output.write, writeErr: () => {}, getOutHelpWidth: () => helpWidth(output) })
    .addHelpText('after', helpEnd('', examples))
  const ingest = program
    .command('ingest')
    .description('copy tables; a later run fetches only what is new')
    .usage('[flags]')
    .allowExcessArguments(false)
    .action(handlers.ingest)
  addIngestOptions(ingest)
  ingest.addHelpText('after', helpEnd(aboutFlags, ingestExamples))
  addLookCommands(program, handlers)
  program
    .command('preview')
    .description('show the first ten rows of a table')
    .argument('<table>', 'the table to look at')
    .addOption(createOption(settings.sourceUri))
    .addOption(createOption(settings.mask))
    .addOption(createOption(settings.sqlExcludeColumns))
    .addOption(createOption(settings.trimWhitespace))
    .option('--json', 'as JSON, one line a row')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      helpEnd('', [['ingestr preview contacts', '--source-uri @intercom.uri', '--mask email:hash']]),
    )
    .allowExcessArguments(false)
    .action((table: string, { json, ...flags }: Flags & { json?: boolean }) =>
      handlers.preview({ table, json: json === true, flags }),
    )
  program
    .command('tables')
    .description('list tables, or the columns of one')
    .argument('[table]', 'the table whose columns are shown')
    .option('--json', 'as JSON, columns included')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', helpEnd('', [['ingestr tables contacts']]))
    .allowExcessArguments(false)
    .action((table: string | undefined, { json }: { json?: boolean }) =>
      handlers.tables({ table, json: json === true }),
    )
  program
    .command('completion')
    .description('print a script for your shell: bash, zsh or fish')
    .addArgument(createShellArgument())
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', helpEnd('', [['source <(ingestr completion bash)']]))
    .allowExcessArguments(false)
    .action((shell: string) => handlers.completion({ shell, program }))
  return program
}

/** Another shell is told of by the command. */
function createShellArgument(): Argument {
  const shells = ['bash', 'zsh', 'fish']
  return new Argument('<shell>', 'bash, zsh or fish').choices(shells).argParser((value) => value)
}

const examples: Examples = [
  ["export SOURCE_URI='intercom://?access_token=...'"],
  ['ingestr ingest', '--source-table contacts', '--dest-uri duckdb:///intercom.duckdb'],
]

const aboutFlags =
  'Each flag has a variable: INGESTR_SOURCE_URI, INGESTR_FULL_REFRESH, and so on; that of --dest-uri is INGESTR_DESTINATION_URI. ' +
  'A URI may be in a file: @<file>.'

const ingestExamples: Examples = [
  [
    'ingestr ingest',
    '--source-uri @intercom.uri',
    '--source-table contacts',
    '--dest-uri duckdb:///intercom.duckdb',
    '--dest-table intercom.contacts',
  ],
  ['ingestr ingest', '--source-table all', "--dest-table 'intercom.{table}'"],
]
