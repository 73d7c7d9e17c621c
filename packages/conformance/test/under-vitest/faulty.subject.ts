import { describeDestination, describeSource, describeStateStore } from '../../src/vitest.ts'
import { destination, source, stateStore } from '../faulty-harness.ts'

describeDestination(destination)
describeStateStore(stateStore)
describeSource(source)
