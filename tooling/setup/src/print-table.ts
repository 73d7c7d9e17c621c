const widest = 26
const numeric = /^[\d,.]+( s)?$/

/** Rows as aligned text: numbers to the right, long values cut, within 80 columns for five of them. */
export function printTable(rows: ReadonlyArray<Readonly<Record<string, string>>>): string {
  const columns = Object.keys(rows[0] ?? {}).map((name) => {
    const cells = [name, ...rows.map((row) => shorten(row[name] ?? ''))]
    const isNumeric = cells.slice(1).every((cell) => numeric.test(cell))
    const width = Math.max(...cells.map((cell) => cell.length))
    return cells.map((cell) => (isNumeric ? cell.padStart(width) : cell.padEnd(width)))
  })
  return [{}, ...rows].map((_, row) => `  ${columns.map((cells) => cells[row]).join('  ')}`.trimEnd()).join('\n')
}

/** Control characters and marks that turn the direction of writing would break the lines. */
function shorten(value: string): string {
  const plain = value.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
  const characters = Array.from(new Intl.Segmenter().segment(plain), ({ segment }) => segment)
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : plain
}
