import type { PropsWithChildren } from 'hono/jsx'

/** What every page of somebody who is logged in has. */
export interface Frame {
  /** Proves that a form was made for this session. */
  readonly token: string
  /** Names of assets with what changes when they do. */
  readonly assets: { readonly style: string; readonly script: string }
}

const links = [
  ['/', 'Overview'],
  ['/connections', 'Connections'],
  ['/runs', 'Runs'],
  ['/settings', 'Settings'],
] as const

export function Document({
  title,
  assets,
  hasScript,
  children,
}: PropsWithChildren<{
  readonly title: string
  readonly assets: Frame['assets']
  readonly hasScript?: boolean | undefined
}>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ingestr`}</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href={assets.style} />
        {hasScript === true && <script type="module" src={assets.script} />}
      </head>
      <body>{children}</body>
    </html>
  )
}

export function Page({
  title,
  path,
  frame,
  hasScript,
  problem,
  children,
}: PropsWithChildren<{
  readonly title: string
  readonly path: string
  readonly frame: Frame
  readonly hasScript?: boolean | undefined
  readonly problem?: string | undefined
}>) {
  return (
    <Document title={title} assets={frame.assets} hasScript={hasScript}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          ingestr
        </a>
        <nav aria-label="Main">
          {links.map(([href, name]) => (
            <a href={href} aria-current={href === path ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <Action action="/logout" token={frame.token} label="Log out" kind="quiet" />
      </header>
      <main id="main">
        <h1>{title}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {children}
      </main>
    </Document>
  )
}

/** A button that changes something. */
export function Action({
  action,
  token,
  label,
  kind,
  fields = {},
}: {
  readonly action: string
  readonly token: string
  readonly label: string
  readonly kind?: 'primary' | 'danger' | 'quiet' | undefined
  readonly fields?: Readonly<Record<string, string>>
}) {
  return (
    <form method="post" action={action} class="inline">
      <Token token={token} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class={kind}>{label}</button>
    </form>
  )
}

/** A button that takes something away: it is pressed in two steps, and says what goes. */
export function Removal({
  action,
  token,
  what,
}: {
  readonly action: string
  readonly token: string
  readonly what: string
}) {
  return (
    <details class="removal">
      <summary class="button">Remove…</summary>
      <p>{what}</p>
      <Action action={action} token={token} label="Remove" kind="danger" />
    </details>
  )
}

export function Token({ token }: { readonly token: string }) {
  return <input type="hidden" name="formToken" value={token} />
}

export function Field({
  label,
  name,
  hint,
  children,
}: PropsWithChildren<{ readonly label: string; readonly name: string; readonly hint?: string | undefined }>) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
      {hint !== undefined && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

export function Select({
  name,
  value,
  options,
}: {
  readonly name: string
  readonly value: string
  readonly options: ReadonlyArray<readonly [value: string, label: string]>
}) {
  return (
    <select id={name} name={name}>
      {options.map(([each, label]) => (
        <option value={each} selected={each === value}>
          {label}
        </option>
      ))}
    </select>
  )
}

export function Check({
  name,
  label,
  isOn,
}: {
  readonly name: string
  readonly label: string
  readonly isOn: boolean
}) {
  return (
    <label class="check">
      <input type="checkbox" name={name} value="on" checked={isOn} /> {label}
    </label>
  )
}
