/**
 * A name that a user wrote, in backquotes, if it is short and plain enough that it cannot be a token put in the wrong
 * place; otherwise words that say why it is missing.
 */
export function presentName(text: string): string {
  return isPresentableName(text) ? `\`${text}\`` : '(not shown, it could be a secret)'
}

/** Whether a name may be shown: tokens are longer, or mix digits, signs and letters of both cases. */
export function isPresentableName(text: string): boolean {
  return /^([a-z_+.-]{1,20}|[A-Z_+.-]{1,20}|[A-Z][a-z]{1,15}|[a-z]{1,9}[0-9]{1,2})$/.test(text)
}

/** Whether the value of a parameter that is no secret may be shown: `us`, `2.16`, but nothing as long as a token. */
export function isPresentableValue(text: string): boolean {
  return /^[a-z0-9._-]{1,12}$/i.test(text)
}
