import type { ConnectionView } from '../connections/connections.ts'
import type { CheckOutcome } from '../runs/job.ts'
import { Action, Field, type Frame, Page, Removal, Select, Token } from './layout.tsx'

const regions = [
  ['us', 'US'],
  ['eu', 'Europe'],
  ['au', 'Australia'],
] as const

/** What was typed, so that nothing but the token must be typed again. */
export type ConnectionInput = { readonly name: string; readonly region: string; readonly baseUrl: string }

export function ConnectionsPage({
  frame,
  connections,
  baseUrls,
  input = { name: '', region: 'us', baseUrl: '' },
  problem,
}: {
  readonly frame: Frame
  readonly connections: readonly ConnectionView[]
  readonly baseUrls: readonly string[]
  readonly input?: ConnectionInput | undefined
  readonly problem?: string | undefined
}) {
  return (
    <Page title="Connections" path="/connections" frame={frame} problem={problem}>
      {connections.length > 0 && (
        <ul class="list">
          {connections.map(({ id, name, region, baseUrl, accessToken }) => (
            <li>
              <a href={`/connections/${id}`}>{name}</a>{' '}
              <span class="facts">
                {baseUrl ?? region} · {accessToken.isSet ? `token …${accessToken.lastFour}` : 'no token'}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h2>New connection</h2>
      <form method="post" action="/connections" class="panel">
        <Token token={frame.token} />
        <ConnectionFields input={input} baseUrls={baseUrls} isNew />
        <button class="primary">Connect</button>
      </form>
    </Page>
  )
}

export function ConnectionPage({
  frame,
  connection,
  baseUrls,
  check,
  input,
  problem,
}: {
  readonly frame: Frame
  readonly connection: ConnectionView
  readonly baseUrls: readonly string[]
  readonly check?: CheckOutcome | undefined
  readonly input?: ConnectionInput | undefined
  readonly problem?: string | undefined
}) {
  const { id, name, region, baseUrl, accessToken } = connection
  return (
    <Page title={name} path="/connections" frame={frame} problem={problem}>
      {!accessToken.isSet && <p class="problem">It has no access token. Enter one below.</p>}
      {check !== undefined && <CheckResult check={check} />}
      <div class="actions">
        <Action action={`/connections/${id}/check`} token={frame.token} label="Test" kind="primary" />
        <a class="button" href="/syncs/new">
          New sync
        </a>
        <Removal action={`/connections/${id}/remove`} token={frame.token} what="Its access token goes with it." />
      </div>
      <form method="post" action={`/connections/${id}`} class="panel">
        <Token token={frame.token} />
        <ConnectionFields
          input={input ?? { name, region, baseUrl: baseUrl ?? '' }}
          baseUrls={baseUrls}
          tokenHint={
            accessToken.isSet
              ? `Stored, ends in ${accessToken.lastFour}. Leave it empty to keep it; another region or URL needs it again.`
              : 'None is stored.'
          }
        />
        <button class="primary">Save</button>
      </form>
    </Page>
  )
}

function ConnectionFields({
  input,
  baseUrls,
  isNew,
  tokenHint,
}: {
  readonly input: ConnectionInput
  readonly baseUrls: readonly string[]
  readonly isNew?: boolean
  readonly tokenHint?: string
}) {
  const urls = [['', "Intercom's own"] as const, ...baseUrls.map((url) => [url, url] as const)]
  return (
    <>
      <Field label="Name" name="name">
        <input id="name" name="name" value={input.name} required maxlength={80} />
      </Field>
      <Field label="Access token" name="accessToken" hint={tokenHint ?? 'Stored sealed. It is never shown again.'}>
        <input
          id="accessToken"
          name="accessToken"
          type="password"
          autocomplete="off"
          required={isNew === true}
          aria-describedby="accessToken-hint"
        />
      </Field>
      <Field label="Region" name="region">
        <Select name="region" value={input.region} options={regions} />
      </Field>
      {baseUrls.length > 0 && (
        <Field label="Base URL" name="baseUrl">
          <Select name="baseUrl" value={input.baseUrl} options={urls} />
        </Field>
      )}
    </>
  )
}

function CheckResult({ check }: { readonly check: CheckOutcome }) {
  const refused = check.tables.filter(({ error }) => error !== undefined)
  return (
    <section class="panel" aria-live="polite">
      <h2>{refused.length === 0 ? 'The token is good' : 'The token is good, but not for everything'}</h2>
      <dl>
        {check.facts.map(({ name, value }) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
        <dt>May read</dt>
        <dd>
          {check.tables
            .filter(({ error }) => error === undefined)
            .map(({ table }) => table)
            .join(', ')}
        </dd>
        {refused.map(({ table, error }) => (
          <>
            <dt>Not {table}</dt>
            <dd>{error?.message}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}
