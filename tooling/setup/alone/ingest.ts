import { copyContacts } from '../../../packages/ingest/examples/copy-contacts.ts'

console.log(await copyContacts(process.env['FAKE_URI'] ?? '', 'copy.duckdb'))
console.log(await copyContacts(process.env['FAKE_URI'] ?? '', 'copy.duckdb'))
