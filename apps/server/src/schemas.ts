import { z } from '@hono/zod-openapi'

const name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  // It is told on lines of logs and terminals.
  .refine((value) => !/\p{Cc}/u.test(value), 'It holds a control character, such as a new line')
const text = (most: number): z.ZodString => z.string().max(most)

/** A connection as it is made. `accessToken` goes in, and never comes out. */
export const newConnection = z
  .object({
    name: name.openapi({ example: 'Acme' }),
    accessToken: z.string().trim().min(8).max(2000).openapi({ description: 'Stored sealed; no answer ever holds it.' }),
    region: z.enum(['us', 'eu', 'au']).default('us'),
    baseUrl: z.string().trim().max(500).nullish().openapi({ description: 'One of those that --allow-base-url names.' }),
  })
  .strict()
  .openapi('NewConnection')

/** What of a connection is to change. Without `accessToken` the stored one stays, unless the host changes. */
export const connectionChange = z
  .object({
    name: name.optional(),
    accessToken: z.string().trim().min(8).max(2000).optional(),
    region: z.enum(['us', 'eu', 'au']).optional(),
    baseUrl: z.string().trim().max(500).nullish(),
  })
  .strict()
  .openapi('ConnectionChange')

/** Without defaults: what a change leaves out must stay as it is, and a default would take its place. */
const syncFields = {
  name: name.openapi({ example: 'Nightly' }),
  connectionId: z.string().max(40),
  tables: z
    .array(z.string().trim().min(1).max(60))
    .min(1)
    .max(50)
    .openapi({ example: ['contacts', 'companies'] }),
  destination: z.string().trim().min(1).max(64).openapi({
    description: 'A DuckDB database by name, kept in the data directory; or the name of one that --destination names.',
    example: 'warehouse',
  }),
  destTable: text(200).trim().min(1),
  strategy: z.enum(['merge', 'replace', 'append']).nullish().openapi({ description: "Default: each table's own." }),
  mask: text(2000).trim().openapi({ description: '`column:algorithm`, parted by commas, or `intercom-pii`.' }),
  strict: z.boolean().openapi({ description: 'Records that are counted and do not come fail the run.' }),
  publish: z.boolean().openapi({ description: 'Copy the database for readers after each good run.' }),
  schedule: text(100)
    .trim()
    .min(1)
    .nullish()
    .openapi({ description: '`0 3 * * *` or `every 15m`; null: by hand only.' }),
  timezone: text(60).trim().min(1).openapi({ example: 'Europe/Lisbon' }),
  overlap: z.enum(['skip', 'queue']).openapi({ description: 'What comes of a slot while the run before it goes on.' }),
  missed: z.enum(['once', 'skip']).openapi({ description: 'What comes of slots while the server was down.' }),
  retries: z.number().int().min(0).max(20),
  paused: z.boolean(),
}

/** A sync as it is made: which tables go from a connection to a destination, and when. */
export const newSync = z
  .object({
    ...syncFields,
    destTable: syncFields.destTable.default('intercom.{table}'),
    mask: syncFields.mask.default(''),
    strict: syncFields.strict.default(false),
    publish: syncFields.publish.default(false),
    timezone: syncFields.timezone.default('UTC'),
    overlap: syncFields.overlap.default('skip'),
    missed: syncFields.missed.default('once'),
    retries: syncFields.retries.default(3),
    paused: syncFields.paused.default(false),
  })
  .strict()
  .openapi('NewSync')

export const syncChange = z.object(syncFields).partial().strict().openapi('SyncChange')

export const newRun = z
  .object({ fullRefresh: z.boolean().default(false) })
  .strict()
  .openapi('NewRun')

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/, 'A day as 2026-11-30, or an instant as 2026-11-30T12:00:00Z.')

/** Records updated from `from`, up to but without `to`, read anew; the cursor stays. */
export const newBackfill = z
  .object({ from: day, to: day, daysPerRun: z.number().int().min(1).max(366).default(31) })
  .strict()
  .openapi('NewBackfill')

export const newKey = z
  .object({ name, scope: z.enum(['read', 'run', 'admin']).default('read') })
  .strict()
  .openapi('NewKey')

export const newWebhook = z
  .object({ url: z.string().trim().min(1).max(500) })
  .strict()
  .openapi('NewWebhook')

export type NewConnection = z.output<typeof newConnection>
export type ConnectionChange = z.output<typeof connectionChange>
export type NewSync = z.output<typeof newSync>
export type SyncChange = z.output<typeof syncChange>
export type NewBackfill = z.output<typeof newBackfill>
