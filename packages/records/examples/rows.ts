import { createPage } from '@ingestr/records'

const body = '{"data":[{"id":7,"plan":{"name":"Pro"},"created_at":1700000000,"big":12345678901234567890}]}'
const page = createPage(new TextEncoder().encode(body))
const rows = page.rows({
  name: 'companies',
  records: ['data', '*'],
  columns: [
    { name: 'id', type: 'text', path: ['id'] },
    { name: 'plan_name', type: 'text', path: ['plan', 'name'] },
    { name: 'created_at', type: 'timestamp', path: ['created_at'], encoding: 'unix-seconds' },
  ],
  primaryKey: ['id'],
  strategy: 'replace',
  isOpen: true,
})
for (const row of rows) console.log(row)
// { id: '7', plan_name: 'Pro', created_at: 2023-11-14T22:13:20.000Z, big: 12345678901234567890n }
