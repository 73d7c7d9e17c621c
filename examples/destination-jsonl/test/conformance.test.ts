import { describeDestination } from '@ingestr/conformance/vitest'

import { destination } from './harness.ts'

describeDestination(destination)
