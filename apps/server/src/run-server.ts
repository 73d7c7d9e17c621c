import type { ServerOptions } from './options.ts'
import type { RunningServer } from './start-server.ts'

const drainMs = 60_000

/** Runs until it is asked to end: once for what has arrived to be stored, twice at once. */
export async function runServer(options: ServerOptions, process: NodeJS.Process): Promise<void> {
  process.umask(0o077)
  // Whoever read the output may have gone; the server stays.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const { startServer } = await import('./start-server.ts')
  const server = await startServer(options)
  const tell = (line: string): void => void process.stdout.write(`${line}\n`)

  const ended = Promise.withResolvers<void>()
  let isEnding = false
  const end = (line: string, exitCode: number): void => {
    if (isEnding) process.exit(exitCode)
    isEnding = true
    tell(line)
    process.exitCode = exitCode
    const timer = setTimeout(() => process.exit(1), drainMs)
    void close(timer)
  }
  async function close(timer: NodeJS.Timeout): Promise<void> {
    await server.close()
    clearTimeout(timer)
    ended.resolve()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () =>
      end('Ending: runs store what has arrived, and go on at the next start. Once more ends at once.', 0),
    )
  }
  // Only now: whoever has read it may ask for the end at once.
  tell(greetingOf(server, options).join('\n'))
  void server.lost.then(() => end('Another server has taken this folder over.', 1))
  await ended.promise
}

/** Said at once, so that whoever waits for its first line has all. */
function greetingOf(server: RunningServer, { publicUrl }: ServerOptions): readonly string[] {
  const { url, isNewKey, keyFile, unopened, setupSecret } = server
  const lines = [`ingestr-server answers on ${url}`]
  if (publicUrl !== undefined) lines.push(`and, through its proxy, on ${publicUrl.origin}`)
  if (isNewKey) {
    lines.push(`A new key seals secrets: ${keyFile}. Keep a copy; without it, tokens must be entered anew.`)
  }
  if (unopened.length > 0) {
    const names = unopened.join(', ')
    lines.push(`The key is not the one that sealed the tokens of ${names}. Bring that one back, or enter them anew.`)
  }
  if (setupSecret !== undefined) {
    lines.push(
      `Open ${publicUrl?.origin ?? url}/setup and enter this setup secret: ${setupSecret}`,
      'It is good once, for an hour.',
    )
  }
  return lines
}
