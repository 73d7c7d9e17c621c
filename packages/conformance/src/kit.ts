/** One requirement, as data. Ids are never given to another requirement. */
export interface Case<Place, Ability extends string = string> {
  readonly id: string
  /** A sentence that begins with MUST. */
  readonly requirement: string
  /** Abilities that have to be declared; where one is not, the case does not apply. */
  readonly needs?: readonly Ability[]
  /** Rejects where the requirement is not met. The place is fresh, and nobody else's. */
  run(place: Place): Promise<void>
}

/** The cases of one part of the contract. */
export interface Kit<Place extends AsyncDisposable, Ability extends string = string> {
  /** What is tested, for people. */
  readonly name: string
  readonly cases: ReadonlyArray<Case<Place, Ability>>
  /** What is declared. Nothing else decides which cases apply. */
  abilities(place: Place): Promise<readonly Ability[]>
}

/** Makes a fresh place: an empty folder, a new database. Its disposal takes the place away. */
export type OpenPlace<Place extends AsyncDisposable> = () => Promise<Place>
