export { flattenedPaths } from './flattened-paths.ts'
export { createPage } from './page.ts'
export { unknownColumnName } from './unknown-column-name.ts'
