import { type DestinationPlace, destinationKit, type OpenPlace, printResults, runCases } from '@ingestr/conformance'

/** One line for each requirement: met, not met and why, or not declared. Needs no test runner. */
export async function proveDestination(openPlace: OpenPlace<DestinationPlace>): Promise<string> {
  const results = await runCases(destinationKit, openPlace)
  return printResults(destinationKit.name, results)
}
