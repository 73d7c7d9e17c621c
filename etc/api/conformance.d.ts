// index.d.ts
import { a as ReadRow, c as OpenPlace, i as DestinationPlace, n as StateStorePlace, o as Case, r as SourcePlace, s as Kit, t as StateConnection } from "./place.js";
import { Strategy, Wish } from "@ingestr/contract";
type DestinationAbility = Strategy | "commitsState" | "positions" | "resumesReplace" | Wish;
type DestinationCase = Case<DestinationPlace, DestinationAbility>;
declare const destinationCases: readonly DestinationCase[];
declare const destinationKit: Kit<DestinationPlace, DestinationAbility>;
type CaseResult = {
  readonly id: string;
  readonly requirement: string;
} & ({
  readonly status: "passed";
} | {
  readonly status: "skipped";
  readonly reason: string;
} | {
  readonly status: "failed";
  readonly error: unknown;
});
declare function runCases<Place extends AsyncDisposable, Ability extends string>(kit: Kit<Place, Ability>, openPlace: OpenPlace<Place>): Promise<readonly CaseResult[]>;
declare function runCase<Place extends AsyncDisposable, Ability extends string>(kit: Kit<Place, Ability>, each: Case<Place, Ability>, openPlace: OpenPlace<Place>): Promise<CaseResult>;
interface Harness {
  readonly destination?: OpenPlace<DestinationPlace>;
  readonly stateStore?: OpenPlace<StateStorePlace>;
  readonly source?: OpenPlace<SourcePlace>;
}
declare function printResults(name: string, results: readonly CaseResult[]): string;
declare const sourceCases: ReadonlyArray<Case<SourcePlace, never>>;
declare const sourceKit: Kit<SourcePlace, never>;
type StateStoreCase = Case<StateStorePlace, never>;
declare const stateStoreCases: readonly StateStoreCase[];
declare const stateStoreKit: Kit<StateStorePlace, never>;
export { type Case, type CaseResult, type DestinationAbility, type DestinationCase, type DestinationPlace, type Harness, type Kit, type OpenPlace, type ReadRow, type SourcePlace, type StateConnection, type StateStorePlace, destinationCases, destinationKit, printResults, runCase, runCases, sourceCases, sourceKit, stateStoreCases, stateStoreKit };

// main.d.ts
type PackageFiles = Readonly<Record<string, string>>;
declare function main(readTemplate?: () => Promise<PackageFiles>): Promise<void>;
export { main };

// place.d.ts
import { Destination, Json, Source, SqlExecutor, StateStore, TableName } from "@ingestr/contract";
interface Case<Place, Ability extends string = string> {
  readonly id: string;
    readonly requirement: string;
    readonly needs?: readonly Ability[];
    run(place: Place): Promise<void>;
}
interface Kit<Place extends AsyncDisposable, Ability extends string = string> {
    readonly name: string;
  readonly cases: ReadonlyArray<Case<Place, Ability>>;
    abilities(place: Place): Promise<readonly Ability[]>;
}
type OpenPlace<Place extends AsyncDisposable> = () => Promise<Place>;
type ReadRow = string | {
  readonly [column: string]: Json;
};
interface DestinationPlace extends AsyncDisposable {
    open(): Promise<Destination>;
    rows(table: TableName): Promise<readonly ReadRow[] | undefined>;
}
interface SourcePlace extends AsyncDisposable {
    open(): Promise<Source>;
    changes(): readonly string[];
}
interface StateStorePlace extends AsyncDisposable {
  readonly store: StateStore;
    open(): Promise<StateConnection>;
    makeNewer(): Promise<void>;
}
interface StateConnection extends AsyncDisposable {
  readonly executor: SqlExecutor;
}
export { ReadRow as a, OpenPlace as c, DestinationPlace as i, StateStorePlace as n, Case as o, SourcePlace as r, Kit as s, StateConnection as t };

// vitest.d.ts
import { c as OpenPlace, i as DestinationPlace, n as StateStorePlace, r as SourcePlace } from "./place.js";
declare function describeDestination(openPlace: OpenPlace<DestinationPlace>): void;
declare function describeStateStore(openPlace: OpenPlace<StateStorePlace>): void;
declare function describeSource(openPlace: OpenPlace<SourcePlace>): void;
export { describeDestination, describeSource, describeStateStore };
