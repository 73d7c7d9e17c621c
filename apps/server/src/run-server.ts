import type { ServerOptions } from './options.ts'

const drainMs = 60_000

/** Runs until it is asked to end: once for what has arrived to be stored, twice at once. */
export async function runServer(options: ServerOptions, process: NodeJS.Process): Promise<void> {
  process.umask(0o077)
  // Whoever read the output may have gone; the server stays.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const { startServer } = await import('./start-server.ts')
  const server = await startServer(options)
  const tell = (line: string): void => void process.stdout.write(`${line}\n`)
  tell(`ingestr-server answers on ${server.url}`)
  if (options.publicUrl !== undefined) tell(`and, through its proxy, on ${options.publicUrl.origin}`)
  if (server.isNewKey)
    tell(`A new key seals secrets: ${server.keyFile}. Keep a copy; without it, tokens must be entered anew.`)
  if (server.unopened.length > 0) {
    const names = server.unopened.join(', ')
    tell(`The key is not the one that sealed the tokens of ${names}. Bring that one back, or enter them anew.`)
  }
  if (server.setupSecret !== undefined) {
    const base = options.publicUrl?.origin ?? server.url
    tell(`Open ${base}/setup and enter this setup secret: ${server.setupSecret}`)
    tell('It is good once, for an hour.')
  }

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
  void server.lost.then(() => end('Another server has taken this folder over.', 1))
  await ended.promise
}
