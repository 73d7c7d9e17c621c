export { sourceConnector } from './connector.ts'
export { intercomTables } from './intercom-tables.ts'
export { createIntercomSource, type IntercomSourceOptions } from './intercom-source.ts'
