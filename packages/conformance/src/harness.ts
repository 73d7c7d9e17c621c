import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { IngestError } from '@ingestr/contract'

import { destinationKit } from './destination/kit.ts'
import type { DestinationPlace } from './destination/place.ts'
import type { OpenPlace } from './kit.ts'
import { type CaseResult, runCases } from './run-cases.ts'
import { sourceKit } from './source/kit.ts'
import type { SourcePlace } from './source/place.ts'
import { stateStoreKit } from './state-store/kit.ts'
import type { StateStorePlace } from './state-store/place.ts'

/** What a harness file exports for the command line: whichever it has are tested. */
export interface Harness {
  readonly destination?: OpenPlace<DestinationPlace>
  readonly stateStore?: OpenPlace<StateStorePlace>
  readonly source?: OpenPlace<SourcePlace>
}

/** What came of the cases of one kit. */
export interface KitResults {
  readonly name: string
  readonly results: readonly CaseResult[]
}

/**
 * Loads a harness file.
 * @throws IngestError `INVALID_HARNESS` where it cannot be loaded, or exports none of the three functions
 */
export async function importHarness(file: string, workingDirectory: string): Promise<Harness> {
  const path = resolve(workingDirectory, file)
  const harness: Harness = await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw new IngestError(
      'INVALID_HARNESS',
      `${path} cannot be loaded: ${cause instanceof Error ? cause.message : 'unknown'}`,
      { cause },
    )
  })
  const functions = [harness.destination, harness.stateStore, harness.source].filter(
    (each) => typeof each === 'function',
  )
  if (functions.length > 0) return harness
  throw new IngestError(
    'INVALID_HARNESS',
    `${path} exports no harness: export a function named destination, stateStore or source that opens a fresh place.`,
  )
}

/** Runs the kits that there is a harness for. */
export async function runHarness({ destination, stateStore, source }: Harness): Promise<readonly KitResults[]> {
  const all: KitResults[] = []
  if (destination !== undefined)
    all.push({ name: destinationKit.name, results: await runCases(destinationKit, destination) })
  if (stateStore !== undefined)
    all.push({ name: stateStoreKit.name, results: await runCases(stateStoreKit, stateStore) })
  if (source !== undefined) all.push({ name: sourceKit.name, results: await runCases(sourceKit, source) })
  return all
}
