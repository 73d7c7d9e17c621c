import { withProduct } from './build-product.ts'

await withProduct(async () => {
  // Loaded now: the pretend Intercom is one of the packages that were just built.
  const { serveFake } = await import('./fake-server.ts')
  await serveFake()
})
