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

/** A cursor that the API refuses, after a pause of days or another way of sorting, costs a walk from the start of the range. */
async function* walkPartition(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  try {
    yield* walk(context, partition)
  } catch (error) {
    const isRefused =
      IngestError.isInstance(error) && error.code === 'CURSOR_REFUSED' && partition.startingAfter !== null
    if (!isRefused) throw error
    context.options.report?.({ type: 'partition-restarted', table: context.resource.table.name })
    yield* walk(context, newPartition(partition.lower, partition.upper))
  }
}

async function* walk(context: ReadContext, partition: Partition): AsyncIterable<WalkStep> {
  const { client, resource, detail, options } = context
  const search = buildSearch(context, partition)
  const startingAfter = partition.startingAfter
  const request = { ...search, ...(startingAfter !== null && { startingAfter }) }
  const isContacts = resource.table.name === 'contacts'
  const pages = isContacts ? client.searchContacts(request, options) : client.searchConversations(request, options)
  const stopBefore = search.sort.order === 'descending' ? partition.lower : null
  let order: Order = { isDisordered: partition.isDisordered, oldest: null }
  let isFirst = startingAfter === null
  for await (const page of pages) {
    if (isFirst && detail.kind === 'first') {
      options.report?.({ type: 'records-counted', table: resource.table.name, count: page.envelope.totalCount ?? null })
    }
    isFirst = false
    order = follow(order, page)
    const hasPassed = stopBefore !== null && !order.isDisordered && order.oldest !== null && order.oldest < stopBefore
    const next = page.envelope.next?.startingAfter ?? null
    const isDone = hasPassed || next === null
    yield { page, partition: { ...partition, startingAfter: next, isDisordered: order.isDisordered, isDone } }
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
