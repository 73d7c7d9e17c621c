import type { LoadRequest, TableDefinition } from '@ingestr/contract'
import { findResource } from '@ingestr/intercom-resources'

/** The table of contacts, as a run has it. */
export function contactsTable(): TableDefinition {
  const table = findResource('contacts')?.table
  if (table === undefined) throw new TypeError('There is no table of contacts.')
  return table
}

export function mergeRequest(): LoadRequest {
  const tables = [{ definition: contactsTable(), target: { name: 'contacts' } }]
  return { tables, strategy: 'merge', generation: 'bench', run: { id: 'bench', startedAt: Date.UTC(2026, 10, 24) } }
}
