import type { Services } from '../services.ts'
import type { Application } from './route.ts'

/** For those who watch over the server; on these paths exactly. */
export const healthPaths: ReadonlySet<string> = new Set(['/livez', '/readyz'])

export function addHealthRoutes(application: Application, { unreadiness, metrics }: Services): void {
  application.get('/livez', (context) => context.text('ok\n'))
  application.get('/readyz', async (context) => {
    const why = await unreadiness()
    return why === undefined ? context.text('ok\n') : context.text(`${why}\n`, 503)
  })
  application.get('/metrics', async (context) => {
    context.header('content-type', metrics.contentType)
    return context.body(await metrics.read())
  })
}
