import { Command, Help, Option } from 'commander'

import { defaults, type Flags, readOptions } from './read-options.ts'
import { runServer } from './run-server.ts'
import type { Scope } from './store/tables.ts'
import { readVersion } from './version.ts'

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

const examples = `
Examples:
  ingestr-server
  ingestr-server --data-dir /srv/ingestr --port 8620
  ingestr-server --host 0.0.0.0 --public-url https://ingestr.example.com
  ingestr-server create-key --name ci --scope run

Each flag has a variable: --data-dir is INGESTR_SERVER_DATA_DIR, and so on.
INGESTR_SERVER_KEY is the key that seals secrets, where no file is to hold it.`

function dataDirectory(): Option {
  return new Option('--data-dir <folder>', `its own database, and those it fills (default: ${defaults.dataDir})`)
}

/** The command line; `serve` is what it does when nothing is said. */
export function createProgram(process: NodeJS.Process): Command {
  const program = new Command('ingestr-server')
    .description('Copies Intercom workspaces on schedule, with a page to see it.')
    .version(readVersion())
    .exitOverride()
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', examples)
  const serve = program
    .command('serve', { isDefault: true })
    .description('run the server (what it does when nothing is said)')
    .addOption(dataDirectory())
    .option('--host <address>', `where to listen (default: ${defaults.host})`)
    .option('--port <number>', `(default: ${defaults.port})`)
    .option('--public-url <url>', 'the address of the TLS proxy before it')
    .option('--key-file <file>', 'the key that seals secrets (default: key in --data-dir)')
    .option('--max-runs <count>', `runs at a time (default: ${defaults.maxRuns})`)
    .option('--keep-days <days>', `how long runs are remembered (default: ${defaults.keepDays})`)
    .option('--destination <name=uri>', 'a destination that syncs may name; again for more', collect)
    .option('--allow-base-url <url>', 'an API host beside Intercom’s own; again for more', collect)
    .option('--allow-webhook-host <host>', 'a webhook’s host inside this network; again for more', collect)
    .action(async (flags: Flags) => runServer(readOptions(flags, process.env), process))
  program.configureHelp({
    visibleOptions(command) {
      const own = Help.prototype.visibleOptions.call(this, command)
      return command === program ? [...own, ...serve.options] : own
    },
  })
  program
    .command('reset-password')
    .description('forget the password; the next start prints a setup secret')
    .addOption(dataDirectory())
    .action(async (flags: Flags) => {
      const { resetPassword } = await import('./own-commands.ts')
      await resetPassword(readOptions(flags, process.env), process)
    })
  program
    .command('create-key')
    .description('make an API key, and print it')
    .addOption(dataDirectory())
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--scope <scope>', 'what it may').choices(['read', 'run', 'admin']).default('read'))
    .action(async ({ name, scope, ...flags }: Flags & { readonly name: string; readonly scope: Scope }) => {
      const { createKey } = await import('./own-commands.ts')
      await createKey(readOptions(flags, process.env), { name, scope }, process)
    })
  return program
}
