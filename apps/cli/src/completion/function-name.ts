/** What the functions of a script are called, or begin with: `_ingestr`. */
export function functionNameOf(program: string): string {
  return `_${program.replaceAll(/\W/g, '_')}`
}
