/** A promise that a run did not keep. */
export class Violation extends Error {
  override readonly name = 'Violation'
}
