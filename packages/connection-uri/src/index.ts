export { formatConnectionUri } from './format.ts'
export { parseConnectionUri, type UriGrammar } from './parse.ts'
export { redactConnectionUri } from './redact.ts'
export { schemeOf } from './scheme.ts'
