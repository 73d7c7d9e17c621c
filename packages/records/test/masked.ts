import { createPageRewriter, maskAlgorithms, type Mask, type MaskAlgorithm, type MaskSecret } from '@ingestr/records'

const secret = 'a secret of the tests'

export function algorithmOf(name: string): MaskAlgorithm {
  const algorithm = maskAlgorithms[name]
  if (algorithm === undefined) throw new TypeError(`no algorithm ${name}`)
  return algorithm
}

export function maskOf(name: string, parameter?: string, key: MaskSecret = secret): Mask {
  const algorithm = algorithmOf(name)
  return algorithm.create(parameter ?? algorithm.parameter?.usual ?? '', key)
}

/** The JSON text that a mask makes of one. */
export function masked(json: string, mask: Mask): string {
  const rewrite = createPageRewriter([{ records: ['data', '*'], edits: [{ path: ['it'], change: mask }] }])
  const bytes = new TextEncoder().encode(`{"data":[{"it":${json}}]}`)
  return (
    /^\{"data":\[\{"it":(?<it>.*)\}\]\}$/s.exec(new TextDecoder().decode(rewrite({ bytes, rows: () => [] }).bytes))
      ?.groups?.['it'] ?? ''
  )
}
