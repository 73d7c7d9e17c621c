import { countContacts } from '../../../packages/intercom-client/examples/walk-contacts.ts'

console.log(await countContacts(process.env['FAKE_TOKEN'] ?? '', process.env['FAKE_URL']))
