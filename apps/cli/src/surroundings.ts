import type { UriInput } from './read-uri.ts'
import type { Terminal } from './terminal.ts'

/** What a command has of the process that it runs in. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv
  readonly stdin: UriInput
  readonly terminal: Terminal
}
