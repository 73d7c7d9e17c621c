import { startFakeIntercom } from '@ingestr/fake-intercom'

await using fake = await startFakeIntercom({ counts: { contacts: 1000 } })
fake.failNext({ path: '/contacts/search', fault: { kind: 'status', status: 503 } })

for (const attempt of [1, 2]) {
  const response = await fetch(`${fake.url}/contacts/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fake.token}`, 'intercom-version': '2.16' },
    body: JSON.stringify({ query: { field: 'role', operator: '=', value: 'lead' }, pagination: { per_page: 5 } }),
  })
  console.log(`attempt ${attempt}: ${response.status} ${(await response.text()).slice(0, 20)}`)
}
