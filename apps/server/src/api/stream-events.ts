import type { RunEvent } from '../runs/run-events.ts'
import { isOpen } from '../runs/run-status.ts'
import type { Services } from '../services.ts'

const heartbeatMs = 15_000
const atOnce = 500
/** A reader that takes nothing while so much is told is let go; it comes back with `Last-Event-ID`. */
const mostWaiting = 2000

/** Server-sent events of a run: first what is stored, then what is told, without a gap between them, until the run ends. */
export async function streamEvents(
  runId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
  { events, runs, closing }: Pick<Services, 'events' | 'runs' | 'closing'>,
): Promise<Response> {
  const encoder = new TextEncoder()
  const end = new AbortController()
  const over = AbortSignal.any([signal, closing, end.signal])
  let seen = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string): void => {
        if (over.aborted) return
        if ((controller.desiredSize ?? 0) < -mostWaiting) end.abort()
        else controller.enqueue(encoder.encode(text))
      }
      const send = (event: RunEvent): void => {
        if (event.seq <= seen) return
        seen = event.seq
        const data = JSON.stringify({ at: event.at, ...event.data })
        write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${data}\n\n`)
        if (event.type === 'status' && !isOpen(String(event.data['status']))) end.abort()
      }
      const timer = setInterval(() => write(': still here\n\n'), heartbeatMs)
      let early: RunEvent[] | undefined = []
      const unlisten = events.listen(runId, (event) => (early === undefined ? send(event) : void early.push(event)))
      const close = (): void => {
        clearInterval(timer)
        unlisten()
        try {
          controller.close()
        } catch {
          // The reader is gone already.
        }
      }
      // What is aborted already tells nobody so.
      if (over.aborted) return close()
      over.addEventListener('abort', close)
      write('retry: 2000\n\n')
      for (let page = await events.readAfter(runId, seen, atOnce); page.length > 0 && !over.aborted;) {
        for (const event of page) send(event)
        page = await events.readAfter(runId, seen, atOnce)
      }
      for (const event of early) send(event)
      early = undefined
      // A run that ended without a word, in a server that died, has nothing more to tell.
      const { run } = await runs.get(runId)
      if (!isOpen(run.status)) end.abort()
    },
    cancel: () => end.abort(),
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}
