/** Before the first page there is nothing to keep: a stop ends the wait for it as an abort does, with its own reason. */
export function eitherSignal(options: {
  readonly stop?: AbortSignal | undefined
  readonly signal?: AbortSignal | undefined
}): AbortSignal {
  return AbortSignal.any([options.stop, options.signal].filter((each) => each !== undefined))
}
