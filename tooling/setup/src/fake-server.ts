import { startFakeIntercom } from '@ingestr/fake-intercom'

/** Where it answers unless that port is taken. */
const usualPort = 4010

/** Runs a pretend Intercom until Ctrl-C, and prints a command that copies from it. */
export async function serveFake(): Promise<void> {
  const counts = { contacts: 3000, companies: 1200, conversations: 1500, articles: 260 }
  const fake = await startFakeIntercom({ counts, port: usualPort }).catch(() => startFakeIntercom({ counts }))
  process.stdout.write(`
A pretend Intercom answers at ${fake.url} until you press Ctrl-C.
In another terminal, in this folder:

  npx ingestr ingest --source-uri '${fake.connectionUri()}' \\
    --source-table contacts \\
    --dest-uri duckdb:///intercom.duckdb --dest-table intercom.contacts
`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void fake[Symbol.asyncDispose]())
  }
}
