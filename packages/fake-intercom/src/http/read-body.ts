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
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString()
  if (text === '') {
    return { value: undefined, isJson: true }
  }
  try {
    const value: JsonValue = JSON.parse(text)
    return { value, isJson: true }
  } catch {
    return { value: undefined, isJson: false }
  }
}
