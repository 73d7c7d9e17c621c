/**
 * The whole body in one piece. The pieces that it came in are given back at once: left to the garbage collection, they would be as much
 * memory again, and collected the more often.
 */
export async function readBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    pieces.push(piece)
    length += piece.byteLength
  }
  const whole = new Uint8Array(length)
  let position = 0
  for (const piece of pieces) {
    whole.set(piece, position)
    position += piece.byteLength
  }
  for (const { buffer } of pieces) release(buffer)
  return whole
}

/** Small pieces may lie in a buffer that Node uses for others as well. */
function release(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 4 * Buffer.poolSize && !buffer.detached) buffer.transfer(0)
}
