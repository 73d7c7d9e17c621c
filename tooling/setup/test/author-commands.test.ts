import { expect, it } from 'vitest'

import { authorCommands } from '../src/release/author-commands.ts'

it('the commands of an author are those of CONTRIBUTING, all steps of them, with a scheme and a source', () => {
  const commands = authorCommands({ scheme: 'acme', sourceUri: 'intercom://?access_token=abc' })
  expect(commands).toEqual([
    expect.stringMatching(/^npx @ingestr\/conformance new acme$/),
    'cd ingestr-destination-acme',
    'npm install',
    expect.stringMatching(/^npm run build && npx ingestr-conformance /),
    'npm test',
    'npm install --save-dev ingestr',
    expect.stringMatching(/^npx ingestr ingest --source-uri 'intercom:\/\/\?access_token=abc' .* acme:\/\/\/out$/),
  ])
})
