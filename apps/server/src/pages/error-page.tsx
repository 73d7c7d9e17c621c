import { describeFailure } from '@ingestr/ingest/telling'

import { statusOf } from '../server-error.ts'
import { Document, type Frame } from './layout.tsx'
import { show } from './page-tools.tsx'

/** An error, for somebody at a browser. */
export function errorPage(error: unknown, assets: Frame['assets'], redact: (text: string) => string): Response {
  const { code, message } = describeFailure(error)
  const status = statusOf(error)
  const page = (
    <Document title="Error" assets={assets}>
      <main id="main" class="narrow">
        <h1>{status === 404 ? 'Not found' : 'That did not work'}</h1>
        <p class="problem" role="alert">
          {redact(message)}
        </p>
        <p class="facts">{code}</p>
        <p>
          <a href="/">Overview</a>
        </p>
      </main>
    </Document>
  )
  return show(page, status)
}
