import type { ListAnswer } from '../http/answer.ts'
import type { RouteContext } from '../http/context.ts'
import { refuse } from '../http/refusal.ts'
import type { StoredTable } from '../store/table.ts'
import type { Version } from '../store/version.ts'
import type { Route } from './route.ts'
import { answerSingle } from './single.ts'

type SmallTable = 'tags' | 'segments' | 'admins' | 'teams'

interface Shape {
  readonly table: SmallTable
  readonly type: string
  readonly key: string
  readonly missing: { readonly code: string; readonly message: string }
}

const shapes: readonly Shape[] = [
  { table: 'tags', type: 'list', key: 'data', missing: { code: 'not_found', message: 'Resource Not Found' } },
  {
    table: 'segments',
    type: 'segment.list',
    key: 'segments',
    missing: { code: 'not_found', message: 'Resource Not Found' },
  },
  {
    table: 'admins',
    type: 'admin.list',
    key: 'admins',
    missing: { code: 'admin_not_found', message: 'Admin not found' },
  },
  { table: 'teams', type: 'team.list', key: 'teams', missing: { code: 'team_not_found', message: 'Team not found' } },
]

/** The small tables: everything in one answer, and one record by id. */
export const settingRoutes: readonly Route[] = shapes.flatMap(({ table, type, key, missing }): readonly Route[] => [
  {
    method: 'GET',
    path: `/${table}`,
    answer: (context) => whole(context, { table: context.store.tables[table], type, key }),
  },
  {
    method: 'GET',
    path: `/${table}/:id`,
    answer: (context) => answerSingle(context, context.store.tables[table], missing),
  },
])

/** The attributes of contacts and companies, and, apart from them since 2.16, of conversations. */
export const attributeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/data_attributes',
    answer(context) {
      const model = context.query.get('model')
      if (model === 'conversation' && context.version >= 216) {
        const message = 'model=conversation is no longer supported. Use GET /conversations/attributes instead'
        throw refuse(422, 'parameter_invalid', message)
      }
      const table = context.store.tables.dataAttributes
      const isWanted = (version: Version): boolean => model === null || table.valueOf(version)['model'] === model
      return whole(context, { table, type: 'list', key: 'data', isWanted })
    },
  },
  {
    method: 'GET',
    path: '/conversations/attributes',
    answer(context) {
      if (context.version < 216) {
        const message = 'Requested resource is not available in current API version'
        throw refuse(400, 'intercom_version_invalid', message)
      }
      return whole(context, { table: context.store.tables.conversationAttributes, type: 'list', key: 'data' })
    },
  },
]

interface WholeTable {
  readonly table: StoredTable
  readonly type: string
  readonly key: string
  readonly isWanted?: (version: Version) => boolean
}

function whole(context: RouteContext, { table, type, key, isWanted = () => true }: WholeTable): ListAnswer {
  const versions = context.isRequested('include_archived') ? table.live.values() : listed(table)
  const records = [...versions].filter(isWanted).map((version) => table.pieceOf(version, context.isRequested))
  return { kind: 'list', type, key, records, rest: {} }
}

function listed(table: StoredTable): Iterable<Version> {
  const index = table.live.index('createdAt')
  return index.range(0, index.size)
}
