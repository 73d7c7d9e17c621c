import { findResource, intercomResources } from '@ingestr/intercom-resources'

for (const { table, path, listing } of intercomResources.values()) {
  console.log(`${table.name}: ${table.strategy} by ${table.primaryKey.join()}, ${listing} of ${path}`)
}
const waiting = findResource('conversations')?.table.columns.find((column) => column.name === 'waiting_since')
console.log(waiting)
