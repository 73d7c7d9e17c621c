#!/usr/bin/env node
// An older Node must be able to parse this file: it says in one line what it needs, instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`ingestr-server needs Node.js 22.19 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  import('node:module')
    .then((module) => module.enableCompileCache?.())
    .then(() => import('../dist/main.js'))
    .then(
      (module) => module.main(),
      (error) => {
        process.stderr.write(`ingestr-server could not start: ${error.message}\n`)
        process.exitCode = 1
      },
    )
}
