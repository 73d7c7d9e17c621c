import { runCommand } from '../../../cli/src/command.ts'
import { createProgram, type Handlers } from '../../../cli/src/program.ts'
import { settings } from '../../../cli/src/settings.ts'

/** A flag as the program has it. */
export interface DescribedFlag {
  /** `--dest-uri` */
  readonly flag: string
  /** `--dest-uri <uri>` */
  readonly usage: string
  readonly help: string
  /** Heading that it stands under in the help. */
  readonly group: string
  readonly variables: readonly string[]
}

/** A command as the program has it, hidden flags left out. */
export interface DescribedCommand {
  readonly name: string
  /** `ingestr reset [options] <table>` */
  readonly usage: string
  readonly help: string
  readonly arguments: readonly { readonly name: string; readonly help: string }[]
  readonly flags: readonly DescribedFlag[]
}

/** The commands of the real command line, in the order of its help; `help` is left out. */
export function describeCommands(): readonly DescribedCommand[] {
  const program = createProgram(idle, nowhere)
  return program.commands.map((command) => {
    const helper = command.createHelp()
    return {
      name: command.name(),
      usage: helper.commandUsage(command),
      help: command.description(),
      arguments: command.registeredArguments.map((argument) => ({ name: argument.name(), help: argument.description })),
      flags: helper.visibleOptions(command).map(({ long, flags, description, helpGroupHeading }) => ({
        flag: long ?? flags,
        usage: flags,
        help: description,
        group: helpGroupHeading ?? 'Flags:',
        variables: Object.values(settings).find(({ flag }) => flag === long)?.variables ?? [],
      })),
    }
  })
}

/** @throws IngestError `INVALID_USAGE` where the command line does not take these arguments */
export async function parseCommandLine(args: readonly string[]): Promise<void> {
  await runCommand(args, idle, nowhere)
}

/** Nothing is run. */
const idle = new Proxy<Handlers>(Object.create(null), { get: () => async () => {} })
const nowhere = { write: () => {}, columns: undefined }
