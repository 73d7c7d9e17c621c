import { proveDestination } from '../../../packages/conformance/examples/prove-destination.ts'

const text = await proveDestination(() => Promise.reject(new TypeError('There is no such place.')))
console.log(text.split('\n')[0])
