const pattern = /^Values of the key (?<key>".*")\.$/s

/** The comment of a column that no definition tells of, by which later loads know whose it is. */
export function commentOnKey(key: string): string {
  return `Values of the key ${JSON.stringify(key)}.`
}

/** The key that such a comment names; undefined for any other comment. */
export function keyOfComment(comment: string): string | undefined {
  const text = pattern.exec(comment)?.groups?.['key']
  if (text === undefined) return undefined
  try {
    const key: unknown = JSON.parse(text)
    return typeof key === 'string' ? key : undefined
  } catch {
    return undefined
  }
}
