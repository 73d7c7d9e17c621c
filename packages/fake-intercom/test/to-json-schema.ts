/** OpenAPI 3.0 says `nullable: true` where JSON Schema has a type `null`; the rest of what the description uses is the same. */
export function toJsonSchema(node: unknown): object {
  const converted = convert(node)
  return typeof converted === 'object' && converted !== null ? converted : {}
}

function convert(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(convert)
  }
  if (typeof node !== 'object' || node === null) {
    return node
  }
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(node)) {
    // Examples are not schemas, and some have keys that look like keywords.
    if (key !== 'example' && key !== 'examples') {
      copy[key] = convert(value)
    }
  }
  const { nullable, ...schema } = copy
  if (nullable !== true) {
    return schema
  }
  if (typeof schema['type'] !== 'string') {
    return { anyOf: [{ type: 'null' }, schema] }
  }
  const values: unknown = schema['enum']
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(Array.isArray(values) ? { enum: [...new Set([...values, null])] } : {}),
  }
}
