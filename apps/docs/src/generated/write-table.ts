/** A table in Markdown. */
export function writeTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map(writeLine).join('\n')
}

function writeLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Plain text, so that nothing in it is taken for a table's edge, for HTML, or for an expression of Vue. */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')))
    .join('')
    .replaceAll('|', String.raw`\|`)
}

export function code(text: string): string {
  return `\`${text.replaceAll('|', String.raw`\|`)}\``
}
