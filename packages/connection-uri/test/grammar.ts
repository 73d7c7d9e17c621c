import type { UriGrammar } from '@ingestr/connection-uri'

/** A grammar with a secret, an alias and plain parameters, as a source has it. */
export const grammar: UriGrammar = {
  schemes: ['intercom'],
  parameters: [
    { names: ['access_token', 'oauth_token'], isSecret: true, help: 'the token' },
    { names: ['region'], help: 'us, eu or au' },
    { names: ['api_version'], help: 'the version of the API' },
    { names: ['base_url'], help: 'another host' },
  ],
}
