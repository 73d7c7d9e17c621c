import { openSource, readTags } from '../../../packages/source-intercom/examples/read-tags.ts'

await using source = openSource(process.env['FAKE_TOKEN'] ?? '', process.env['FAKE_URL'])
console.log((await readTags(source)).length)
