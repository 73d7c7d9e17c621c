import type { IncomingMessage } from 'node:http'
import type { JsonValue } from '../json.ts'

/** The body of a request; `isJson` is false where there is one and it is not. */
export interface RequestBody {
  readonly value: JsonValue | undefined
  readonly isJson: boolean
}

export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
  }
  const text = Buffer.concat(chunks).toString()
  if (text === '') {
    return { value: undefined, isJson: true }
  }
  try {
    return { value: JSON.parse(text) as JsonValue, isJson: true }
  } catch {
    return { value: undefined, isJson: false }
  }
}
