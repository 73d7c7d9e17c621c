// The command without a build, for the tests of the bench.
const { href } = new URL('src/main.ts', import.meta.resolve('ingestr/package.json'))
const { main }: { readonly main: () => Promise<void> } = await import(href)
await main()
