import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { FakeAnswer } from './fake-order.ts'
import type { Program } from './run-program.ts'

/** Where a contestant copies from and to. The folder is its own. */
type Place = {
  readonly fake: Pick<FakeAnswer, 'url' | 'token' | 'uri'>
  readonly file: string
  readonly folder: string
}

/** Something that copies contacts into the table `intercom.contacts` of a DuckDB file. */
export type Contestant = { readonly name: string; readonly program: (place: Place) => Program }

/** `start` are the arguments for Node that start the command, `flags` what it is given beyond where from and where to. */
export function ingestr(
  name: string,
  start: readonly string[],
  table: string,
  flags: readonly string[] = [],
): Contestant {
  const cost = new URL('report-cost.mjs', import.meta.url).href
  const target = `intercom.${table === 'all' ? '{table}' : table}`
  return {
    name,
    program: ({ fake, file, folder }) => {
      const copy = ['--source-table', table, '--dest-uri', `duckdb:///${file}`, '--dest-table', target]
      const args = ['--import', cost, ...start, 'ingest', ...copy, ...flags]
      return { file: process.execPath, args, env: { SOURCE_URI: fake.uri }, cwd: folder }
    },
  }
}

const scripts = fileURLToPath(new URL('../../dlt/', import.meta.url))

/** A script of the folder `dlt`, run by the Python that has dlt. */
export function dltScript(name: string, python: string, script: string): Contestant {
  return {
    name,
    program: ({ fake, file, folder }) => ({
      file: python,
      args: [join(scripts, 'report_cost.py'), join(scripts, script), fake.url, fake.token, file, folder],
      env: { RUNTIME__DLTHUB_TELEMETRY: 'false' },
      cwd: folder,
    }),
  }
}
