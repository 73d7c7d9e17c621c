import { intercomResources } from '@ingestr/intercom-resources'

import { describeCommands } from './generated/describe-commands.ts'
import { exists } from './repository.ts'

/** A page of the site. */
export interface Page {
  readonly title: string
  /** From the root of the site. */
  readonly path: string
  /** What it is made from: a file of the repository or a section of one (`README.md#the-tables`), or a text made here. */
  readonly source: string
}

/** Pages that stand under one heading of the sidebar. */
export interface Group {
  readonly title: string
  readonly isOpen: boolean
  readonly pages: readonly Page[]
}

/** All pages but the first, in the order of the sidebar. What is not there yet (docs/server.md) is left out. */
export const siteMap: readonly Group[] = [
  group('Begin', [
    own('Start', 'start.md'),
    own('How it works', 'how-it-works.md'),
    page('What a later run does', 'later-runs.md', 'README.md#what-a-second-run-does'),
    page('What is proven', 'proof.md', 'README.md#what-is-proven'),
  ]),
  group('Copy', [
    page('How rows are written', 'writing.md', 'README.md#how-rows-are-written'),
    page('How tables may change', 'changing-tables.md', 'README.md#how-tables-may-change'),
    page('Looking before and after', 'looking.md', 'README.md#looking-before-and-after'),
    page('Masks', 'masking.md', 'docs/masking.md'),
    page('Recovery', 'recovery.md', 'docs/recovery.md'),
    page('Server', 'server.md', 'docs/server.md'),
    page('From the older ingestr', 'older-ingestr.md', 'README.md#what-differs-from-the-older-ingestr'),
  ]),
  group('Recipes', [
    page('All recipes', 'recipes/index.md', 'docs/recipes/README.md'),
    page('First load', 'recipes/first-load.md', 'docs/recipes/first-load.md'),
    page('Every hour', 'recipes/hourly-cron.md', 'docs/recipes/hourly-cron.md'),
    page('One month anew', 'recipes/backfill-month.md', 'docs/recipes/backfill-month.md'),
    page('Europe or Australia', 'recipes/eu-workspace.md', 'docs/recipes/eu-workspace.md'),
    page('Coming from ingestr', 'recipes/from-older-ingestr.md', 'docs/recipes/from-older-ingestr.md'),
    page('Reading the file', 'recipes/reading.md', 'docs/recipes/reading.md'),
    page('Without personal data', 'recipes/without-personal-data.md', 'docs/recipes/without-personal-data.md'),
  ]),
  group('Tables and columns', [
    own('All tables', 'tables/index.md'),
    ...[...intercomResources.keys()].map((name) => made(name, `tables/${name}.md`, `table ${name}`)),
  ]),
  group('Command line', [
    own('All commands', 'cli/index.md'),
    ...describeCommands().map(({ name }) => made(`ingestr ${name}`, `cli/${name}.md`, `command ${name}`)),
  ]),
  group('Reference', [
    page('Errors', 'errors.md', 'docs/errors.md'),
    page('Events', 'events.md', 'docs/events.md'),
    page('Flags of the older ingestr', 'older-flags.md', 'docs/older-flags.md'),
  ]),
  group('Library', [
    own('Use in a program', 'library/index.md'),
    page('Packages', 'library/packages.md', 'docs/packages.md'),
    ...[
      'ingest',
      'contract',
      'source-intercom',
      'intercom-client',
      'intercom-resources',
      'destination-duckdb',
      'state-kysely',
      'sync',
      'records',
      'connection-uri',
      'conformance',
      'fake-intercom',
    ].map((name) => page(`@ingestr/${name}`, `library/${name}.md`, `packages/${name}/README.md`)),
  ]),
  group('Contribute', [
    page('Add a destination', 'contribute/destination.md', 'CONTRIBUTING.md#add-a-destination'),
    page('Add a table', 'contribute/table.md', 'CONTRIBUTING.md#add-a-table'),
    own('Work on ingestr', 'contribute/index.md'),
    page('Architecture', 'contribute/architecture.md', 'ARCHITECTURE.md'),
    own('Benchmarks', 'benchmarks.md'),
  ]),
]

/** Every page: first the one that no sidebar lists. */
export const pages: readonly Page[] = [own('ingestr', 'index.md'), ...siteMap.flatMap((each) => each.pages)]

function group(title: string, all: readonly Page[]): Group {
  const there = all.filter(({ source }) => source.startsWith('made:') || exists(source.split('#')[0] ?? ''))
  return { title, isOpen: there.length < 9, pages: there }
}

/** Written for the site, with other texts taken in. */
function own(title: string, path: string): Page {
  return { title, path, source: `apps/docs/pages/${path}` }
}

function page(title: string, path: string, source: string): Page {
  return { title, path, source }
}

function made(title: string, path: string, what: string): Page {
  return { title, path, source: `made:${what}` }
}
