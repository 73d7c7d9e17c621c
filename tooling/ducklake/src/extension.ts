import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The release of the extension that fits the `@duckdb/node-api` of the catalog, which loads no other. */
export const extensionVersion = '1.5.5'

/** Where the extension is kept: in the checkout, beside the rest that the set-up brings. */
export const extensionPath: string = fileURLToPath(
  new URL(`../../../.toolchain/ducklake/${extensionVersion}/ducklake.duckdb_extension`, import.meta.url),
)

/** The path of the extension; undefined where it was not fetched. */
export function findExtension(): string | undefined {
  return existsSync(extensionPath) ? extensionPath : undefined
}
