import { IngestError } from '@ingestr/contract'

import { isWorthAnotherTry } from '../../../packages/contract/examples/recognise-errors.ts'

const error = new IngestError('REQUEST_FAILED', 'The network is away.', { isRetryable: true })
console.log(isWorthAnotherTry(error), isWorthAnotherTry(new TypeError('another')))
