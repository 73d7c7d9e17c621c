import { type ConnectionUri, type Connector, IngestError } from '@ingestr/contract'

/** Values for parameters of a URI, the source's or the destination's, by name; they go before those in the URI. */
export type SourceSettings = { readonly [name: string]: string | undefined }

/**
 * The URI with the settings in it.
 * @throws IngestError `INVALID_ARGUMENT` for a setting that this scheme does not have, and for a secret
 */
export function applySettings<Product>(
  uri: ConnectionUri,
  settings: SourceSettings,
  { parameters }: Connector<Product>,
): ConnectionUri {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const open = parameters.filter(({ isSecret }) => isSecret !== true).flatMap(({ names }) => names.slice(0, 1))
  for (const [name] of given) {
    if (!open.includes(name)) {
      throw new IngestError(
        'INVALID_ARGUMENT',
        `${uri.scheme}:// has no setting ${name}${flagOf(name)}. Its settings are: ${open.join(', ')}.`,
      )
    }
  }
  return { ...uri, values: { ...uri.values, ...Object.fromEntries(given) } }
}

/** A value that is refused and that did not come from the URI is a wrong argument. */
export function blameSetting(error: unknown, settings: SourceSettings): unknown {
  if (!IngestError.isInstance(error) || error.code !== 'INVALID_URI') return error
  const name = Object.keys(settings).find((each) => settings[each] !== undefined && error.message.includes(`${each}=`))
  return name === undefined ? error : new IngestError('INVALID_ARGUMENT', error.message, { cause: error })
}

/** The command line's name of a setting. */
function flagOf(name: string): string {
  return /^[a-z_]{1,40}$/.test(name) ? ` (--${name.replaceAll('_', '-')})` : ''
}
