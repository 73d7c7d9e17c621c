import type { FakeClock } from '../clock.ts'
import type { ListAnswer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { withoutLost } from '../faults/lost-records.ts'
import { refuse } from '../http/refusal.ts'
import type { FakeOptions } from '../options.ts'
import { selectAll } from '../search/selection.ts'
import { walk } from '../search/walk.ts'
import type { Cursor } from '../search/cursor.ts'

interface OpenScroll {
  readonly parameter: string
  position: Cursor | undefined
  usedAt: number
}

/** The one scroll that a workspace may have open. */
export interface Scroll {
  answer(context: RouteContext): ListAnswer
  /** After a failure of the server a scroll cannot go on (API description, line 6860); its place is free again. */
  drop(): void
}

/**
 * Reads companies in the order of their creation, from what is there now: a changed company comes as it is now, a new one
 * comes at the end. Every call moves it on, whether its answer arrives or not.
 */
export function createScroll(options: FakeOptions, clock: FakeClock): Scroll {
  let open: OpenScroll | undefined
  let opened = 0

  /** Undefined once it has not been used for too long. */
  function alive(): OpenScroll | undefined {
    return open !== undefined && clock.now() - open.usedAt <= options.scrollExpiryMs ? open : undefined
  }

  function begin(): OpenScroll {
    if (alive() !== undefined) {
      throw refuse(400, 'scroll_exists', 'scroll already exists for this workspace')
    }
    opened += 1
    const parameter = `69352cd2-ab5b-42ac-b004-${opened.toString(16).padStart(12, '0')}`
    open = { parameter, position: undefined, usedAt: clock.now() }
    return open
  }

  function resume(parameter: string): OpenScroll {
    const known = alive()
    if (known?.parameter !== parameter) {
      throw refuse(404, 'not_found', 'scroll parameter not found')
    }
    return known
  }

  return {
    answer(context) {
      const parameter = context.query.get('scroll_param')
      const scroll = parameter === null || parameter === '' ? begin() : resume(parameter)
      scroll.usedAt = clock.now()
      const { companies } = context.store.tables
      const order = { key: 'createdAt', direction: 'ascending' } as const
      const limit = Math.ceil(options.scrollPageSize / (context.pageFault === 'short-page' ? 2 : 1))
      const page = walk(selectAll(companies.live, order.key), { ...order, after: scroll.position, limit })
      const last = page.at(-1)
      if (last === undefined) {
        open = undefined
      } else if (context.pageFault !== 'looping-cursor') {
        scroll.position = { seconds: last.createdAt, id: last.id, page: 1 }
      }
      return {
        kind: 'list',
        type: 'list',
        key: 'data',
        records: withoutLost(page, context.fault).map((version) => companies.pieceOf(version)),
        rest: { pages: null, total_count: null, scroll_param: last === undefined ? null : scroll.parameter },
      }
    },
    drop() {
      open = undefined
    },
  }
}
