const replacements: ReadonlyMap<string, string> = new Map([
  ['+', 'x'],
  ['*', 'x'],
  ['@', 'a'],
  ['|', 'l'],
])

/**
 * A key as dlt and the older ingestr spell it in snake_case: `planName` is `plan_name`, `E-Mail` is `e_mail`, `2fa` is
 * `_2fa`, `rate_` is `ratex`. Letters of every script stay, where those tools keep ASCII only.
 */
export function snakeCase(key: string): string {
  const broken = key
    .trim()
    .replaceAll(/[+*@|]/g, (sign) => replacements.get(sign) ?? sign)
    .replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, '_')
    .replaceAll(/([^_])(\p{Lu}\p{Ll}+)/gu, '$1_$2')
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
  const named = /^\p{N}/u.test(broken) ? `_${broken}` : broken
  return named.replace(/_+$/, (end) => 'x'.repeat(end.length))
}
