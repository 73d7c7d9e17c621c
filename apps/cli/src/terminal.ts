import { styleText } from 'node:util'

/** Where lines go: results to stdout, everything else to stderr. */
export interface Terminal {
  readonly print: (line: string) => void
  readonly tell: (line: string) => void
  readonly fail: (message: string) => void
}

/**
 * Colour only where stderr is a terminal and `NO_COLOR` is not set.
 * @param lost called once where results cannot be written, as on a full disk
 */
export function createTerminal(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  lost: () => void,
): Terminal {
  const fail = (message: string): void =>
    void stderr.write(`${styleText('red', 'ingestr:', { stream: stderr })} ${message}\n`)
  let isLost = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has gone away (`ingestr … | head`) is no failure of the run.
    if (isLost || error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return
    isLost = true
    fail(`The results could not be written to stdout (${error.code}). Write them to another place.`)
    lost()
  })
  stderr.on('error', () => {})
  return {
    print: (line) => void stdout.write(`${line}\n`),
    tell: (line) => void stderr.write(`${line}\n`),
    fail,
  }
}
