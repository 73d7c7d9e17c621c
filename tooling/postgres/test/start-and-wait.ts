import { startPostgres } from '@ingestr-tooling/postgres'

const server = await startPostgres()
process.stdout.write(`${JSON.stringify({ host: server?.host, processId: server?.processId })}\n`)
setInterval(() => undefined, 60_000)
