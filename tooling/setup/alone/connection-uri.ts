import { shown, uri } from '../../../packages/connection-uri/examples/parse-uri.ts'

console.log(uri.scheme, shown)
