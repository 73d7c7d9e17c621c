import { createDuckdbDestination } from '../src/index.ts'

/** Run as a process of its own: holds the file that it is given until it is killed. */
const [path = ''] = process.argv.slice(2)
const destination = createDuckdbDestination({ path })
await destination.sql.apply([{ text: 'CREATE TABLE IF NOT EXISTS held (id INTEGER)', parameters: [] }])
process.stdout.write('held\n')
setInterval(() => undefined, 60_000)
