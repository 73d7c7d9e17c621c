/** Secrets of fewer characters are not looked for: they would be found everywhere. */
const shortest = 6
const hidden = '***'

/** Takes secrets out of text by their values, whoever wrote it. */
export interface Redactor {
  add(secret: string): void
  redact(text: string): string
  /** The same for a text that comes in pieces: what may be the beginning of a secret waits for what follows. */
  createStream(): RedactingStream
}

/** `end` gives what waited. */
export interface RedactingStream {
  write(piece: string): string
  end(): string
}

export function createRedactor(): Redactor {
  const forms = new Set<string>()
  let pattern: RegExp | undefined
  let longest = 0

  const redact = (text: string): string => (pattern === undefined ? text : text.replaceAll(pattern, hidden))
  return {
    add(secret) {
      for (const form of formsOf(secret)) if (form.length >= shortest) forms.add(form)
      const longestFirst = [...forms].toSorted((one, other) => other.length - one.length)
      longest = longestFirst[0]?.length ?? 0
      pattern = longest === 0 ? undefined : new RegExp(longestFirst.map(escapeForPattern).join('|'), 'gi')
    },
    redact,
    createStream() {
      let waiting = ''
      return {
        write(piece) {
          const text = redact(waiting + piece)
          const kept = Math.min(text.length, Math.max(0, longest - 1))
          waiting = text.slice(text.length - kept)
          return text.slice(0, text.length - kept)
        },
        end() {
          const text = redact(waiting)
          waiting = ''
          return text
        },
      }
    },
  }
}

/** How a secret may be written: as it is, in a URL, in JSON, in base64 at each of three offsets, in hexadecimal digits. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [
    secret,
    encodeURIComponent(secret),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    bytes.toString('hex'),
    ...[0, 1, 2].flatMap((offset) => base64Inside(bytes, offset)),
  ]
}

/** What is the same in base64 whatever stands around the bytes: digits that hold bits of neighbours are left out. */
function base64Inside(bytes: Buffer, offset: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes])
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor((padded.length * 8) / 6)
  return [padded.toString('base64').slice(first, last), padded.toString('base64url').slice(first, last)]
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
