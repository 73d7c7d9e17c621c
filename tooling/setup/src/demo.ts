import { withProduct } from './build-product.ts'

await withProduct(async () => {
  // Loaded now: the pretend Intercom is one of the packages that were just built.
  const { demonstrate } = await import('./demo-runs.ts')
  await demonstrate()
})
