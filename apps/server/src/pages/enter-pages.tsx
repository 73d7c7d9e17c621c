import { Document, Field, type Frame } from './layout.tsx'

/** Where one logs in; also what a page is answered with that needs that. `next` is where to go then. */
export function LoginPage({
  assets,
  next,
  problem,
}: {
  readonly assets: Frame['assets']
  readonly next: string
  readonly problem?: string | undefined
}) {
  return (
    <Document title="Log in" assets={assets}>
      <main id="main" class="narrow">
        <h1>Log in</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action="/login" class="panel">
          <input type="hidden" name="next" value={next} />
          <Field label="Password" name="password" hint="Forgotten? ingestr-server reset-password">
            <input id="password" name="password" type="password" autocomplete="current-password" required autofocus />
          </Field>
          <button class="primary">Log in</button>
        </form>
      </main>
    </Document>
  )
}

export function SetupPage({
  assets,
  secret,
  problem,
}: {
  readonly assets: Frame['assets']
  readonly secret: string
  readonly problem?: string | undefined
}) {
  return (
    <Document title="Set up" assets={assets}>
      <main id="main" class="narrow">
        <h1>Set up</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action="/setup" class="panel">
          <Field
            label="Setup secret"
            name="secret"
            hint="The server printed it when it started. It is good once, for an hour."
          >
            <input id="secret" name="secret" type="password" autocomplete="off" required value={secret} />
          </Field>
          <Field label="Choose a password" name="password" hint="At least 12 characters.">
            <input id="password" name="password" type="password" autocomplete="new-password" minlength={12} required />
          </Field>
          <button class="primary">Set up</button>
        </form>
      </main>
    </Document>
  )
}
