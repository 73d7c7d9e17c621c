// What the bin does, from the sources.
import { makeTemplate } from '../build/make-template.ts'
import { main } from '../src/main.ts'

await main(makeTemplate)
