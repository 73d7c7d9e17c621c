/**
 * Shows a value that the user gave, on one line. What is long, or looks like a URI, is not shown: it may be a token in the
 * wrong place.
 */
export function quote(value: string): string {
  return value.length > 40 || value.includes('://') ? 'The given value' : JSON.stringify(value)
}
