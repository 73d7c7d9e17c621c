import { IngestError } from '@ingestr/contract'

/** Thrown where most rows in files are of a version that is stored: they are compared in a stage, and so is what follows. */
export class StoredRowsError extends IngestError {
  constructor() {
    super('INVALID_PAGE', 'Most rows are of a version that is stored already.')
  }
}
