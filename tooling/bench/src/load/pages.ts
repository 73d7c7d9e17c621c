import { closeSync, openSync, readSync } from 'node:fs'

/** Pages in a file, each after its length in four bytes: read one at a time, so that a bench's memory is the load's. */
export function* readPages(path: string): Generator<Buffer, undefined> {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(4)
    while (readSync(file, head, 0, 4, null) === 4) {
      const body = Buffer.allocUnsafe(head.readUInt32LE())
      readSync(file, body, 0, body.length, null)
      yield body
    }
  } finally {
    closeSync(file)
  }
}

/** A page as it is in such a file. */
export function framed(body: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.byteLength)
  return Buffer.concat([head, body])
}

const idMark = Buffer.from('{"type":"contact","id":"')
const updatedMark = Buffer.from('"updated_at":')

/** Begins the id of every contact of the page with four characters of its own, in place: other contacts, as long. */
export function renameContacts(page: Buffer, mark: string): Buffer {
  return overwrite(page, idMark, mark.padStart(4, '0').slice(0, 4))
}

/** Gives every contact of the page a version that is newer than any, in place. */
export function renewContacts(page: Buffer, version: number): Buffer {
  return overwrite(page, updatedMark, String(version))
}

function overwrite(page: Buffer, mark: Buffer, text: string): Buffer {
  for (let at = page.indexOf(mark); at !== -1; at = page.indexOf(mark, at + mark.length)) {
    page.write(text, at + mark.length, 'latin1')
  }
  return page
}
