import { quoteName } from './identifier.ts'
import { instantOfText, isoTextOf } from './instant.ts'
import { isIntegerType, lastExactInteger } from './number-type.ts'
import type { StagedColumn } from './staged-column.ts'

const numberPattern = String.raw`-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?`

/** The staged cell of a column as text: strings without their quotes, the rest as JSON writes it. */
function textOf(column: StagedColumn): string {
  const cell = quoteName(column.cell)
  return column.form === 'text' ? cell : `(${cell} ->> '$')`
}

/** The staged cell of a column as it was written: where the form allows it, strings keep their quotes. */
function tokenOf(column: StagedColumn): string {
  const cell = quoteName(column.cell)
  return column.form === 'text' ? cell : `CAST(${cell} AS VARCHAR)`
}

/** The instant in a staged cell, or NULL. */
export function instantOfCell(column: StagedColumn): string {
  return instantOfText(textOf(column), column.isUnixTime)
}

/** Whether whatever arrives fits the DuckDB type. */
export function fitsAlways(type: string): boolean {
  return type === 'JSON' || type === 'VARCHAR'
}

/** The staged cell as a value of a DuckDB type; NULL where it does not fit. Nothing is rounded or guessed. */
export function castCell(column: StagedColumn, type: string): string {
  if (type === 'VARCHAR') return textCell(column)
  if (type === 'JSON') return jsonCell(column)
  if (type === 'BOOLEAN') return `CASE ${tokenOf(column)} WHEN 'true' THEN true WHEN 'false' THEN false END`
  if (isIntegerType(type)) return integerCell(column, type)
  if (type === 'DOUBLE' || type === 'FLOAT') return doubleCell(column, type)
  if (type.startsWith('DECIMAL')) return decimalCell(column, type)
  if (type === 'TIMESTAMP WITH TIME ZONE') return instantOfCell(column)
  if (type.startsWith('TIMESTAMP')) return exact(`(${instantOfCell(column)} AT TIME ZONE 'UTC')`, type, 'TIMESTAMP')
  if (type === 'DATE') return exact(`(${instantOfCell(column)} AT TIME ZONE 'UTC')`, type, 'TIMESTAMP')
  return `CASE WHEN try_cast(${textOf(column)} AS ${type})::VARCHAR = ${textOf(column)} THEN try_cast(${textOf(column)} AS ${type}) END`
}

/** Whether a column's cell is there. */
export function cellIsThere(column: StagedColumn): string {
  return `${quoteName(column.cell)} IS NOT NULL`
}

/** The value, or DuckDB's error where there is a cell and no value of it. */
export function fitting(value: string, isThere: string): string {
  return `CASE WHEN ${value} IS NULL AND ${isThere} THEN error('A value does not fit its column.') ELSE ${value} END`
}

/** Times are written alike, whatever form they came in; what is no time stays as it came. */
function textCell(column: StagedColumn): string {
  return column.type === 'timestamp'
    ? `coalesce(${isoTextOf(instantOfCell(column))}, ${textOf(column)})`
    : textOf(column)
}

function jsonCell(column: StagedColumn): string {
  const cell = quoteName(column.cell)
  if (column.form === 'json') return cell
  const isToken = column.type === 'boolean' || column.type === 'integer' || column.isUnixTime
  const token = `try_cast(${cell} AS BIGINT)::VARCHAR = ${cell} OR ${cell} IN ('true', 'false')`
  return isToken ? `CASE WHEN ${token} THEN ${cell}::JSON ELSE to_json(${cell}) END` : `to_json(${cell})`
}

function integerCell(column: StagedColumn, type: string): string {
  const token = tokenOf(column)
  const integer = `CASE WHEN try_cast(${token} AS ${type})::VARCHAR = ${token} THEN try_cast(${token} AS ${type}) END`
  if (column.type !== 'timestamp') return integer
  const instant = instantOfCell(column)
  const seconds = `CASE WHEN epoch_us(${instant}) % 1000000 = 0 THEN try_cast(epoch_us(${instant}) // 1000000 AS ${type}) END`
  return `CASE WHEN ${instant} IS NULL THEN ${integer} ELSE ${seconds} END`
}

function doubleCell(column: StagedColumn, type: string): string {
  const number = numberOf(tokenOf(column))
  const own =
    type === 'DOUBLE' ? number : `CASE WHEN try_cast(${number} AS FLOAT)::DOUBLE = ${number} THEN ${number}::FLOAT END`
  if (column.type === 'timestamp') return `coalesce(epoch(${instantOfCell(column)}), ${own})`
  const text = textOf(column)
  const isNumberAsWritten = `try_cast(${text} AS DOUBLE)::VARCHAR IN (${text}, ${text} || '.0')`
  // DuckDB has written numbers so itself; what looks otherwise, as 1.50 does, came as text, and would lose digits.
  if (column.form === 'text') return `CASE WHEN ${isNumberAsWritten} THEN ${own} END`
  if (column.type !== 'double') return own
  return `CASE WHEN NOT starts_with(${tokenOf(column)}, '"') THEN ${own} WHEN ${isNumberAsWritten} THEN ${numberOf(text)} END`
}

/** A finite double; an integer only where a double holds it exactly. */
function numberOf(token: string): string {
  const number = `try_cast(${token} AS DOUBLE)`
  const isHeld = `isfinite(${number}) AND (abs(${number}) < ${lastExactInteger} OR regexp_matches(${token}, '[.eE]') OR ${token} IN ('${lastExactInteger}', '-${lastExactInteger}'))`
  return `CASE WHEN regexp_full_match(${token}, '${numberPattern}') AND ${isHeld} THEN ${number} END`
}

function decimalCell(column: StagedColumn, type: string): string {
  const token = tokenOf(column)
  const integer = `CASE WHEN try_cast(${token} AS HUGEINT)::VARCHAR = ${token} THEN try_cast(try_cast(${token} AS HUGEINT) AS ${type}) END`
  const number = numberOf(token)
  const fraction = `CASE WHEN try_cast(${number} AS ${type})::DOUBLE = ${number} THEN try_cast(${number} AS ${type}) END`
  if (column.type !== 'timestamp') return `coalesce(${integer}, ${fraction})`
  const seconds = `epoch(${instantOfCell(column)})`
  return `coalesce(CASE WHEN try_cast(${seconds} AS ${type})::DOUBLE = ${seconds} THEN try_cast(${seconds} AS ${type}) END, ${integer})`
}

function exact(value: string, type: string, wider: string): string {
  return `CASE WHEN try_cast(${value} AS ${type})::${wider} = ${value} THEN try_cast(${value} AS ${type}) END`
}
