import { Option, type Command } from 'commander'

import type { CheckSettings } from './check-command.ts'
import { addHelpFlag, addIngestOptions, createOption } from './command-options.ts'
import { helpEnd } from './help-layout.ts'
import type { PlanSettings } from './plan-command.ts'
import type { Flags } from './read-settings.ts'
import type { ResetSettings } from './reset-command.ts'
import { groups, settings, type SettingName } from './settings.ts'
import type { StatusSettings } from './status-command.ts'
import type { VerifySettings } from './verify-command.ts'

/** Commands that look at what is there, and `reset`. */
export type LookHandlers = {
  readonly plan: (settings: PlanSettings) => Promise<void>
  readonly check: (settings: CheckSettings) => Promise<void>
  readonly status: (settings: StatusSettings) => Promise<void>
  readonly verify: (settings: VerifySettings) => Promise<void>
  readonly reset: (settings: ResetSettings) => Promise<void>
}

/** What these commands have besides the settings of `ingest`. */
type OwnFlags = { readonly json?: boolean; readonly sample?: string; readonly yes?: boolean }

export function addLookCommands(program: Command, handlers: LookHandlers): void {
  const plan = program.command('plan').description('tell what ingest with the same flags would do')
  addIngestOptions(plan)
  withJson(plan).action(({ json, ...flags }: Flags & OwnFlags) => handlers.plan({ flags, json: json === true }))
  withExample(plan, "--source-table all --dest-table 'intercom.{table}'")

  const check = program.command('check').description('check the token, what it may read, the destination')
  withSettings(check, ['sourceUri', 'sourceTable', 'destUri'])
  withJson(check).action(({ json, ...flags }: Flags & OwnFlags) => handlers.check({ flags, json: json === true }))
  withExample(check, '--source-uri @intercom.uri')

  const status = program.command('status').description('show how far tables are read, how runs ended')
  withSettings(status, ['destUri', 'lockTimeout'])
  withJson(status).action(({ json, ...flags }: Flags & OwnFlags) => handlers.status({ flags, json: json === true }))
  withExample(status, '--dest-uri duckdb:///intercom.duckdb')

  const verify = program.command('verify').description('compare tables with Intercom, by count and samples')
  withSettings(verify, [
    'sourceUri',
    'sourceTable',
    'destUri',
    'destTable',
    'mask',
    'sqlExcludeColumns',
    'trimWhitespace',
    'lockTimeout',
  ])
  verify.addOption(running(new Option('--sample <records>', 'how many of each table, 1 to 600 (100)')))
  withJson(verify).action(({ json, sample, ...flags }: Flags & OwnFlags) =>
    handlers.verify({ flags, sample, json: json === true }),
  )
  withExample(verify, "--source-table all --dest-table 'intercom.{table}'")

  const reset = program.command('reset').description('forget how far a table was read, after a question')
  reset.argument('<table>', 'the target table: intercom.contacts').allowExcessArguments(false)
  withSettings(reset, ['destUri', 'lockTimeout'])
  addHelpFlag(reset)
    .addOption(running(new Option('--yes', 'ask nothing')))
    .action((table: string, { yes, ...flags }: Flags & OwnFlags) => handlers.reset({ table, flags, yes: yes === true }))
  withExample(reset, 'intercom.contacts --dest-uri duckdb:///intercom.duckdb')
}

function withSettings(command: Command, names: readonly SettingName[]): void {
  for (const name of names) command.addOption(createOption(settings[name]))
}

function withJson(command: Command): Command {
  return addHelpFlag(command)
    .addOption(running(new Option('--json', 'as JSON')))
    .allowExcessArguments(false)
}

function running(option: Option): Option {
  return option.helpGroup(groups.running)
}

function withExample(command: Command, words: string): void {
  command.addHelpText('after', helpEnd('', [[`ingestr ${command.name()}`, ...words.split(/ (?=--)/)]]))
}
