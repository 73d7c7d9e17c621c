import type { ApiKeyRow, AuditRow } from '../store/tables.ts'
import type { WebhookView } from '../webhooks/webhooks.ts'
import { Action, Field, type Frame, Page, Select, Token } from './layout.tsx'
import { Moment } from './words.tsx'

/** What is shown once, right after it was made. */
export type Shown = { readonly what: string; readonly value: string }

export function SettingsPage({
  frame,
  keys,
  webhooks,
  audit,
  shown,
  now,
  problem,
}: {
  readonly frame: Frame
  readonly keys: readonly ApiKeyRow[]
  readonly webhooks: readonly WebhookView[]
  readonly audit: readonly AuditRow[]
  readonly shown?: Shown | undefined
  readonly now: number
  readonly problem?: string | undefined
}) {
  return (
    <Page title="Settings" path="/settings" frame={frame} problem={problem}>
      {shown !== undefined && (
        <section class="panel shown" role="status">
          <h2>{shown.what}</h2>
          <p>It is not shown again:</p>
          <p>
            <code>{shown.value}</code>
          </p>
        </section>
      )}
      <Keys frame={frame} keys={keys} now={now} />
      <Webhooks frame={frame} webhooks={webhooks} now={now} />
      <h2>Password</h2>
      <form method="post" action="/settings/password" class="panel">
        <Token token={frame.token} />
        <div class="pair">
          <Field label="Current password" name="current">
            <input id="current" name="current" type="password" autocomplete="current-password" required />
          </Field>
          <Field label="New password" name="password" hint="At least 12 characters. All sessions end.">
            <input id="password" name="password" type="password" autocomplete="new-password" minlength={12} required />
          </Field>
        </div>
        <button>Change</button>
      </form>
      <h2>Changes</h2>
      {audit.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <ol class="log">
          {audit.map(({ at, who, action, subject }) => (
            <li>
              <Moment at={at} now={now} /> {who}: {action} {subject}
            </li>
          ))}
        </ol>
      )}
    </Page>
  )
}

function Keys({
  frame,
  keys,
  now,
}: {
  readonly frame: Frame
  readonly keys: readonly ApiKeyRow[]
  readonly now: number
}) {
  return (
    <>
      <h2>API keys</h2>
      <p class="hint">
        The API is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.
      </p>
      <ul class="list">
        {keys.map(({ id, name, scope, used_at }) => (
          <li>
            {name}{' '}
            <span class="facts">
              {scope}, used <Moment at={used_at} now={now} />
            </span>
            <Action action={`/settings/keys/${id}/remove`} token={frame.token} label={`Remove ${name}`} kind="danger" />
          </li>
        ))}
      </ul>
      <form method="post" action="/settings/keys" class="panel">
        <Token token={frame.token} />
        <div class="pair">
          <Field label="Name of the key" name="name">
            <input id="name" name="name" required maxlength={80} />
          </Field>
          <Field label="May" name="scope">
            <Select
              name="scope"
              value="read"
              options={[
                ['read', 'read'],
                ['run', 'read, and begin and cancel runs'],
                ['admin', 'everything'],
              ]}
            />
          </Field>
        </div>
        <button>Make a key</button>
      </form>
    </>
  )
}

function Webhooks({
  frame,
  webhooks,
  now,
}: {
  readonly frame: Frame
  readonly webhooks: readonly WebhookView[]
  readonly now: number
}) {
  return (
    <>
      <h2>Webhooks</h2>
      <p class="hint">Told when a run failed for good, and when the next one is good again.</p>
      <ul class="list">
        {webhooks.map(({ id, url, last }) => (
          <li>
            <span class="cut">{url}</span>{' '}
            <span class="facts">
              {last === null ? (
                'not told yet'
              ) : (
                <>
                  {last.result ?? 'waits'}, <Moment at={Date.parse(last.at)} now={now} />
                </>
              )}
            </span>
            <Action
              action={`/settings/webhooks/${id}/remove`}
              token={frame.token}
              label={`Remove ${new URL(url).host}`}
              kind="danger"
            />
          </li>
        ))}
      </ul>
      <form method="post" action="/settings/webhooks" class="panel">
        <Token token={frame.token} />
        <Field label="URL" name="url">
          <input id="url" name="url" type="url" required maxlength={500} placeholder="https://example.com/hook" />
        </Field>
        <button>Add a webhook</button>
      </form>
    </>
  )
}
