import { withProduct } from './build-product.ts'

await withProduct(async () => {
  // Loaded now: the pretend Intercom is one of the packages that were just built.
  const { tryRelease } = await import('./release/try-release.ts')
  if (!(await tryRelease())) process.exitCode = 1
})
