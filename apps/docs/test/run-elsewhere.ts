/** Commands that no test of the site runs. */
export interface Elsewhere {
  /** How the block begins. */
  readonly begins: string
  readonly why: string
  /** The file that runs them or defines them, and a part of it that says so. */
  readonly by: string
  readonly says: string
}

export const runsElsewhere: readonly Elsewhere[] = [
  {
    begins: 'npx ingestr-server',
    why: 'It runs until it is ended.',
    by: 'tooling/setup/src/outside/server.ts',
    says: "'ingestr-server', 'bin'",
  },
  {
    begins: 'curl -H "Authorization: Bearer $KEY"',
    why: 'It needs a server that runs, and a key of it; its tests ask every route.',
    by: 'apps/server/test/openapi.test.ts',
    says: '/events`',
  },
  {
    begins: 'npm run demo',
    why: 'The second line is what CI runs; the first would build everything once more.',
    by: 'package.json',
    says: '"demo": "node tooling/setup/run.mjs demo"',
  },
  {
    begins: 'node tooling/setup/run.mjs',
    why: 'CI begins with it.',
    by: 'package.json',
    says: '"test": "node tooling/setup/run.mjs test"',
  },
  {
    begins: 'cd packages/records',
    why: 'It watches files until it is stopped.',
    by: 'packages/records/package.json',
    says: '"test": "vitest run"',
  },
  {
    begins: 'pnpm run release:try',
    why: 'It is a check of its own in CI.',
    by: 'tooling/setup/src/check.ts',
    says: "'tooling/setup/src/release-try.ts'",
  },
  {
    begins: 'npm install @ingestr/connection-uri @ingestr/contract',
    why: 'CI installs the packages from tarballs, and runs the programs.',
    by: 'tooling/setup/src/outside/library-examples.ts',
    says: "'list-contacts.ts', uri",
  },
  {
    begins: 'npm install @ingestr/',
    why: 'CI installs each package from its tarball.',
    by: 'tooling/setup/src/outside.ts',
    says: 'checkPackagesAlone(',
  },
  {
    begins: 'npm install --save-dev @ingestr/',
    why: 'CI installs each package from its tarball.',
    by: 'tooling/setup/src/outside.ts',
    says: 'checkPackagesAlone(',
  },
  ...[
    'npx @ingestr/conformance new <scheme>',
    'npm run build && npx ingestr-conformance',
    'npm install --save-dev ingestr',
  ].map((begins) => ({
    begins,
    why: 'They need releases: CI runs them, as they stand there, with a registry of its own.',
    by: 'tooling/setup/src/release/author-steps.ts',
    says: "'-xc', commands.join(",
  })),
  ...['load', 'extract', 'startup', 'server'].map((name) => ({
    begins: `cd tooling/bench\npnpm bench:${name}`,
    why: 'A bench takes minutes, and means little beside other work.',
    by: 'tooling/bench/package.json',
    says: `"bench:${name}"`,
  })),
]

/** Languages of blocks that are not run, and why. */
export const notRunHere: Readonly<Record<string, string>> = {
  '': 'a picture in characters',
  text: 'how a command is called, as the program itself says it',
  console: 'it opens a browser',
  crontab: 'cron reads it; the script that it names is run',
  json: 'what is sent to a webhook, whose test compares it',
  yaml: 'a setting of Evidence, another program',
}
