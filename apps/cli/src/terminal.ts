import { styleText } from 'node:util'

/** Where lines go: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly print: (line: string) => void
  readonly tell: (line: string) => void
  readonly fail: (message: string) => void
}

/** Colour only where stderr is a terminal and `NO_COLOR` is not set. */
export function createTerminal({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Terminal {
  // A reader that has gone away (`ingestr … | head`) is no failure of the run.
  stdout.on('error', () => {})
  stderr.on('error', () => {})
  return {
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    fail: (message) => void stderr.write(`${styleText('red', 'ingestr:', { stream: stderr })} ${message}\n`),
  }
}
