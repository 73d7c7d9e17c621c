import { identifierOf } from './scheme.ts'

/** The text of each file of a package, by its path in it, with slashes. */
export type PackageFiles = Readonly<Record<string, string>>

/**
 * The package of the template, which is one for `jsonl://`, for another scheme. The files that it writes stay `.jsonl`:
 * that is what is in them.
 */
export function renderTemplate(template: PackageFiles, scheme: string): PackageFiles {
  const renamed = (text: string): string =>
    text.replaceAll(/(?<!\.)jsonl/g, scheme).replaceAll('Jsonl', identifierOf(scheme))
  return Object.fromEntries(Object.entries(template).map(([path, text]) => [renamed(path), renamed(text)]))
}
