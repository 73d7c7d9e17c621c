import { expect, it } from 'vitest'
import { createShelf, join, pieceOf, textOf, type Owner, type Piece } from '../src/store/shelf.ts'

const owner = (): Owner => ({ piece: undefined })

function texts(pieces: readonly Piece[]): string[] {
  return join(pieces).map((part) => Buffer.from(part).toString())
}

it('joins neighbours into one piece, and others with commas between them', () => {
  const shelf = createShelf(1000, 100)
  const [a, b, c] = ['"ä"', '2', '[3]'].map((text) => shelf.put(owner(), text))
  if (a === undefined || b === undefined || c === undefined) {
    throw new Error('three pieces were put')
  }
  expect(texts([a, b, c])).toEqual(['"ä",2,[3]'])
  expect(texts([b, a, c])).toEqual(['2,', '"ä",', '[3]'])
  expect(texts([a, c, pieceOf('4'), b])).toEqual(['"ä",', '[3],', '4,', '2'])
  expect(texts([c])).toEqual(['[3]'])
  expect(texts([])).toEqual([])
})

it('forgets the oldest slab beyond its limit, and what is longer than a slab has one of its own', () => {
  const shelf = createShelf(250, 100)
  const owners = Array.from({ length: 16 }, owner)
  for (const [number, each] of owners.entries()) {
    expect(textOf(shelf.put(each, String(number % 10).repeat(16)))).toBe(String(number % 10).repeat(16))
  }
  const isKept = owners.map(({ piece }) => piece !== undefined)
  expect(isKept[0]).toBe(false)
  expect(isKept.at(-1)).toBe(true)
  expect(isKept.lastIndexOf(false)).toBeLessThan(isKept.indexOf(true))
  const long = 'x'.repeat(500)
  expect(textOf(shelf.put(owner(), long))).toBe(long)
})
