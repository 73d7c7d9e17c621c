export function iso(at: number): string {
  return new Date(at).toISOString()
}

export function maybeIso(at: number | null): string | null {
  return at === null ? null : iso(at)
}
