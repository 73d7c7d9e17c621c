import { Option, type Command } from 'commander'

import { olderFlags } from './older-flags.ts'
import { groups, settings, type Setting } from './settings.ts'

/** Every flag of `ingest`, those of the older tool hidden. */
export function addIngestOptions(command: Command): void {
  addHelpFlag(command)
  for (const setting of Object.values(settings)) command.addOption(createOption(setting))
  for (const { flag, isSwitch } of olderFlags) {
    command.addOption(new Option(isSwitch === true ? flag : `${flag} <value>`).hideHelp())
  }
}

/** Beside the flags about how a command runs. */
export function addHelpFlag(command: Command): Command {
  return command.addHelpOption(new Option('-h, --help', 'print this help').helpGroup(groups.running))
}

export function createOption({ flag, value, help, group, isList }: Setting): Option {
  const option = new Option(value === undefined ? flag : `${flag} <${value}>`, help).helpGroup(groups[group])
  return isList === true ? option.argParser(joinValues) : option
}

function joinValues(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`
}
