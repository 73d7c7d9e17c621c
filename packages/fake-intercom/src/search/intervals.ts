/** From `low` up to `high`, exclusive. */
type Interval = readonly [low: number, high: number]

/** Intervals in order, none touching the next. */
export type Intervals = readonly Interval[]

export const everything: Intervals = [[-Infinity, Infinity]]

export function contains(intervals: Intervals, value: number): boolean {
  return intervals.some(([low, high]) => low <= value && value < high)
}

export function intersect(left: Intervals, right: Intervals): Intervals {
  return left
    .flatMap(([low, high]) =>
      right.map(([otherLow, otherHigh]): Interval => [Math.max(low, otherLow), Math.min(high, otherHigh)]),
    )
    .filter(([low, high]) => low < high)
    .toSorted((one, other) => one[0] - other[0])
}

export function unite(left: Intervals, right: Intervals): Intervals {
  const united: Interval[] = []
  for (const [low, high] of [...left, ...right].toSorted((one, other) => one[0] - other[0])) {
    const last = united.at(-1)
    if (last !== undefined && low <= last[1]) {
      united[united.length - 1] = [last[0], Math.max(last[1], high)]
    } else {
      united.push([low, high])
    }
  }
  return united
}

export function complement(intervals: Intervals): Intervals {
  const gaps: Interval[] = []
  let low = -Infinity
  for (const interval of intervals) {
    if (low < interval[0]) {
      gaps.push([low, interval[0]])
    }
    low = interval[1]
  }
  return low < Infinity ? [...gaps, [low, Infinity]] : gaps
}
