/** Waits until `look` brings something, and looks again every `everyMs`; whoever waits has a time limit of their own. */
export async function until<Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  everyMs = 20,
): Promise<Value> {
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== false) return value
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
