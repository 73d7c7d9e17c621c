/** The arguments of each call of `ingestr` in a shell's text: continued lines joined, quotes taken off. */
export function commandLinesIn(code: string): readonly (readonly string[])[] {
  return code
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => /^\s*(?:npx )?ingestr (?<rest>.*)/.exec(line)?.groups?.['rest'] ?? [])
    .map((rest) => wordsOf(rest.split(/ (?:\d?>|\|)/)[0] ?? ''))
}

function wordsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) => word.replaceAll(/['"]/g, ''))
}
