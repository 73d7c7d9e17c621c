/** Beyond it a double skips integers. */
export const lastExactInteger: number = 2 ** 53

const integerTypes = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/

/** Whether a DuckDB type is one of whole numbers. */
export function isIntegerType(type: string): boolean {
  return integerTypes.test(type)
}

/** Whether JSON's text for a number is one that every reader writes the same: an integer of up to 18 digits, without sign of zero or exponent. */
export function isPlainInteger(token: string): boolean {
  return /^(?:0|-?[1-9]\d{0,17})$/.test(token)
}
