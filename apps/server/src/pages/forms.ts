import { IngestError } from '@ingestr/contract'
import type { Context } from 'hono'
import type { z } from 'zod'

import type { Environment, Services } from '../services.ts'

/** The fields of a form, once it is proven to be of this session. */
export interface Form {
  text(name: string): string
  list(name: string): readonly string[]
  isOn(name: string): boolean
}

/** @throws IngestError `ORIGIN_REFUSED`, `LOGIN_REQUIRED` */
export async function readForm(context: Context<Environment>, { guard }: Pick<Services, 'guard'>): Promise<Form> {
  const form = await readOpenForm(context)
  const { principal } = context.env
  if (principal === undefined) throw new IngestError('LOGIN_REQUIRED', 'Log in first.')
  guard.checkForm(principal, form.text('formToken'))
  return form
}

/** A form that nobody is logged in for yet. */
export async function readOpenForm(context: Context<Environment>): Promise<Form> {
  const fields = await context.req.parseBody({ all: true })
  const list = (name: string): readonly string[] =>
    [fields[name] ?? []].flat().filter((value): value is string => typeof value === 'string')
  return { list, text: (name) => list(name)[0] ?? '', isOn: (name) => list(name)[0] === 'on' }
}

/**
 * The values of a form as the API would take them.
 * @throws IngestError `INVALID_REQUEST`
 */
export function parseForm<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new IngestError(
    'INVALID_REQUEST',
    `${String(issue?.path[0] ?? 'The form')}: ${issue?.message ?? 'is not as it must be'}.`,
  )
}
