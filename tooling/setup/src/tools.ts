import { delimiter, join } from 'node:path'

import { root } from './workspace.ts'

/** Lets every later step find the tools of the checkout, and its Node 24, before those of the machine. */
export function putToolsFirst(environment: NodeJS.ProcessEnv): void {
  environment['PATH'] = [
    join(root, 'node_modules', '.bin'),
    join(root, '.toolchain', 'node_modules', '.bin'),
    environment['PATH'],
  ].join(delimiter)
  environment['TURBO_TELEMETRY_DISABLED'] = '1'
}
