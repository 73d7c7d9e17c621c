export { sourceConnector } from './connector.ts'
export { createIntercomSource, type IntercomSourceOptions } from './intercom-source.ts'
