import { parseConnectionUri, redactConnectionUri } from '@ingestr/connection-uri'

import type { ConnectionUri } from '@ingestr/contract'

const parameters = [
  { names: ['access_token', 'oauth_token'], isSecret: true, help: 'The access token of the app.' },
  { names: ['region'], help: 'us, eu or au.' },
]
const text = 'intercom://?oauth_token=dG9rOjE+MQ==&region=eu'

export const uri: ConnectionUri = parseConnectionUri(text, { schemes: ['intercom'], parameters })
export const shown: string = redactConnectionUri(text, parameters)
