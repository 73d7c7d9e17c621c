// What the bin does, from the sources.
import { main } from '../src/main.ts'

await main()
