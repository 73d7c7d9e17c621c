export { destinationConnector } from './connector.ts'
export { createDuckdbDestination, type DuckdbDestinationOptions } from './destination.ts'
