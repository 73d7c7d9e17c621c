export { destinationConnector } from './connector.ts'
export { createDuckdbDestination, openDuckdbDestination, type DuckdbDestinationOptions } from './destination.ts'
