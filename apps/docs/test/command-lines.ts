/** The arguments of each call of `ingestr` in a shell's text: continued lines joined, quotes taken off. */
export function commandLinesIn(code: string): readonly (readonly string[])[] {
  return code
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => /^\s*(?:npx )?ingestr (?<rest>[^|>]*(?:<\w+>[^|>]*)*)/.exec(line)?.groups?.['rest'] ?? [])
    .map((rest) => Array.from(rest.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) => word.replaceAll(/['"]/g, '')))
}
