/** A fault that a case must catch. */
export interface Fault<Part> {
  /** The id of the case that catches it; others may as well. */
  readonly caughtBy: string
  /** What is wrong, as a sentence without its subject. */
  readonly name: string
  /** What takes the place of the right behaviour. */
  readonly plant: Partial<Part>
}
