import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { FakeIntercomOptions } from '@ingestr/fake-intercom'

import type { FakeAnswer, FakeOrder } from './fake-order.ts'

/** A pretend Intercom in another process, so that its work and memory are not the bench's. */
export interface FakeServer extends AsyncDisposable {
  tell(order: FakeOrder): Promise<FakeAnswer>
}

export function startFakeServer(options: FakeIntercomOptions): FakeServer {
  const path = fileURLToPath(new URL('fake-process.ts', import.meta.url))
  const child = fork(path, [JSON.stringify(options)], { execArgv: ['--conditions=@ingestr/source'] })
  const ended = once(child, 'exit')
  return {
    async tell(order) {
      const answered = once(child, 'message')
      child.send(JSON.stringify(order))
      const [message] = await Promise.race([answered, ended])
      if (typeof message !== 'string') throw new TypeError('The pretend Intercom has ended.')
      const answer: FakeAnswer = JSON.parse(message)
      return answer
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}
