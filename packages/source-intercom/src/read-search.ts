import { type Batch, IngestError } from '@ingestr/contract'
import type { IntercomPage } from '@ingestr/intercom-client'
import { createPage } from '@ingestr/records'

import { newPartition, type Partition } from './checkpoint.ts'
import { finished, unfinished } from './plan-detail.ts'
import { isStopped, type ReadContext } from './read-context.ts'
import { dateFilter, type Search } from './search-query.ts'

/** Reads partition after partition; the checkpoint tells how far each is. */
export async function* readSearch(context: ReadContext): AsyncIterable<Batch> {
  const { detail } = context
  let partitions = detail.partitions
  for (const [index, partition] of partitions.entries()) {
    if (partition.isDone) continue
    for await (const step of walkPartition(context, partition)) {
      partitions = partitions.with(index, step.partition)
      const isLast = partitions.every((each) => each.isDone)
      const checkpoint = isLast ? finished(detail) : unfinished(detail, partitions)
      yield { page: createPage(step.page.bytes), checkpoint, isLast }
      if (isStopped(context) && !isLast) return
    }
  }
}

interface WalkStep {
  readonly page: IntercomPage
  /** The partition after this page. */
  readonly partition: Partition
}

/** A cursor that the API refuses, after a pause of days say, costs one walk from the start of the range. */
async function* walkPartition(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  try {
    yield* walkToCount(context, partition)
  } catch (error) {
    if (!IngestError.isInstance(error) || error.code !== 'CURSOR_REFUSED') throw error
    context.options.report?.({ type: 'partition-restarted', table: context.resource.table.name })
    yield* walkAgain(context, newPartition(partition.lower, partition.upper))
  }
}

async function* walkAgain(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  try {
    yield* walkToCount(context, partition)
  } catch (cause) {
    if (!IngestError.isInstance(cause) || cause.code !== 'CURSOR_REFUSED') throw cause
    const { name } = context.resource.table
    const message = `Intercom refused twice to go on with ${name} at a cursor that it had given. Run again later: the next run goes on from the last commit.`
    throw new IngestError('REQUEST_FAILED', message, { cause, isRetryable: true })
  }
}

/** A walk that brings fewer records than the API counts at its end is made once more; then it is told. */
async function* walkToCount(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  const { detail, options, resource } = context
  let current = partition
  for (;;) {
    let isShort = false
    for await (const step of walk(context, current)) {
      const { partition: after, page } = step
      const count = page.envelope.totalCount ?? 0
      isShort = detail.kind === 'first' && after.isDone && after.read < count
      if (isShort && after.isSecondWalk) {
        options.report?.({ type: 'records-missing', table: resource.table.name, read: after.read, count })
      }
      const mustWalkAgain = isShort && !after.isSecondWalk
      current = mustWalkAgain ? { ...newPartition(after.lower, after.upper), isSecondWalk: true } : after
      yield { page, partition: current }
    }
    if (current.isDone || isStopped(context)) return
  }
}

async function* walk(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  const { client, resource, detail, options } = context
  const search = buildSearch(context, partition)
  const { startingAfter, isSecondWalk } = partition
  const request = { ...search, ...(startingAfter !== null && { startingAfter }) }
  const isContacts = resource.table.name === 'contacts'
  const pages = isContacts ? client.searchContacts(request, options) : client.searchConversations(request, options)
  const stopBefore = search.sort.order === 'descending' ? partition.lower : null
  let { read } = partition
  let order: Order = { isDisordered: partition.isDisordered, oldest: null }
  for await (const page of pages) {
    const { count, next, totalCount } = page.envelope
    if (read === 0 && detail.kind === 'first' && !isSecondWalk) {
      options.report?.({ type: 'records-counted', table: resource.table.name, count: totalCount ?? null })
    }
    read += count
    order = follow(order, page)
    const hasPassed = stopBefore !== null && !order.isDisordered && order.oldest !== null && order.oldest < stopBefore
    const isDone = hasPassed || next?.startingAfter === undefined
    const place = { startingAfter: next?.startingAfter ?? null, isDisordered: order.isDisordered }
    yield { page, partition: { ...partition, ...place, read, isDone } }
    if (isDone) return
  }
}

/** First loads walk by a field that never changes; changes are walked newest first, so that the walk can stop early. */
function buildSearch(context: ReadContext, partition: Partition): Search {
  const { resource, detail } = context
  const matching = resource.table.name === 'contacts' ? 'calendar-day' : 'second'
  if (detail.kind === 'first') {
    return { query: dateFilter('created_at', partition, matching), sort: { field: 'created_at', order: 'ascending' } }
  }
  const order = detail.kind === 'changes' ? 'descending' : 'ascending'
  return { query: dateFilter('updated_at', partition, matching), sort: { field: 'updated_at', order } }
}

interface Order {
  readonly isDisordered: boolean
  /** The last row's `updated_at` in unix seconds; null before the first row. */
  readonly oldest: number | null
}

/** Follows a descending walk: one row newer than the one before it, or without a time, and stopping early is unsafe. */
function follow(order: Order, page: IntercomPage): Order {
  let { isDisordered, oldest } = order
  for (const { updatedAt } of page.envelope.records) {
    if (updatedAt === undefined || (oldest !== null && updatedAt > oldest)) isDisordered = true
    oldest = updatedAt ?? oldest
  }
  return { isDisordered, oldest }
}
