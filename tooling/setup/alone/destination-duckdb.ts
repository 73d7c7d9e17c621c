import { loadPage } from '../../../packages/destination-duckdb/examples/load-a-page.ts'

const body = new TextEncoder().encode('{"data":[{"id":7},{"id":8}]}')
console.log((await loadPage(`${process.cwd()}/tags.duckdb`, body)).rows)
