const hasMore = Buffer.from('"has_more"')
const unicodeEscape = Buffer.from(String.raw`\u00`)
const wordTrue = Buffer.from('true')
const colon = 0x3a
const backslash = 0x5c
const lettersOfKey = new Set(Buffer.from('has_more'))

/**
 * How often `"has_more": true` is in these bytes of valid JSON. No text inside a string looks like it: there, each quote has
 * a backslash before it.
 */
export function countTruncatedLists(json: Uint8Array): number {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
  let count = 0
  for (let at = bytes.indexOf(hasMore); at !== -1; at = bytes.indexOf(hasMore, at + hasMore.length)) {
    if (bytes[at - 1] === backslash) continue
    const colonAt = skipSpace(bytes, at + hasMore.length)
    if (bytes[colonAt] !== colon) continue
    const valueAt = skipSpace(bytes, colonAt + 1)
    if (bytes.subarray(valueAt, valueAt + wordTrue.length).equals(wordTrue)) count += 1
  }
  return count
}

/** Whether a letter of the key may be written as an escape, which `countTruncatedLists` would overlook. */
export function mayEscapeHasMore(json: Uint8Array): boolean {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
  for (let at = bytes.indexOf(unicodeEscape); at !== -1; at = bytes.indexOf(unicodeEscape, at + 1)) {
    if (lettersOfKey.has(Number.parseInt(bytes.toString('latin1', at + 4, at + 6), 16))) return true
  }
  return false
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let position = from
  while (bytes[position] === 0x20 || bytes[position] === 0x0a || bytes[position] === 0x0d || bytes[position] === 0x09) {
    position += 1
  }
  return position
}
