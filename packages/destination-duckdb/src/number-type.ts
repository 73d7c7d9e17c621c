/** Beyond it a double skips integers. */
export const lastExactInteger: number = 2 ** 53

const integerTypes = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/

/** Whether a DuckDB type is one of whole numbers. */
export function isIntegerType(type: string): boolean {
  return integerTypes.test(type)
}
