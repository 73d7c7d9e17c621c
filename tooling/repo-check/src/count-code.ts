/** Lines that hold code: no comments, no blank lines, no imports, no re-exports. */
export function countCode(text: string): number {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/^(?:import|export)\b[^;\n]*?(?:\{[^}]*\})?\s*from\s*'[^']+'$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '').length
}
