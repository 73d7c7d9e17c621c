import { extensionPath } from './extension.ts'
import { fetchExtension } from './fetch-extension.ts'

await fetchExtension()
process.stdout.write(`${extensionPath}\n`)
