import { openFile } from './database-file.ts'
import type { RoomSizes } from './waiting-room.ts'

/** What a database is made with and its user does not choose; a test may. Counts only for whoever opens it first. */
export type DatabaseMeans = {
  readonly openFile: typeof openFile
  readonly roomSizes: RoomSizes
  /** A checkpoint is made whenever so many bytes of pages were committed. */
  readonly checkpointBytes: number
}

/**
 * Room in files: for a commit of the usual size, and for the next one. In memory, where rows must be staged: for one. A checkpoint: after
 * two commits of the usual size.
 */
export const usualMeans: DatabaseMeans = {
  openFile,
  roomSizes: { inFiles: 64 * 2 ** 20, inMemory: 32 * 2 ** 20 },
  checkpointBytes: 64 * 2 ** 20,
}
