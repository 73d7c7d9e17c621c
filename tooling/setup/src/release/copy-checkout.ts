import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Copies a checkout as it is, less what git ignores, into a repository of its own with one commit. */
export function copyCheckout(from: string, to: string, env: NodeJS.ProcessEnv): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: from,
    encoding: 'utf8',
  })
  mkdirSync(to)
  for (const path of new Set(listed.split('\0').filter((name) => name !== ''))) {
    // A file that was deleted is listed until that is committed.
    if (existsSync(join(from, path))) cpSync(join(from, path), join(to, path), { verbatimSymlinks: true })
  }
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'A copy'],
  ]) {
    execFileSync('git', args, { cwd: to, env })
  }
}
