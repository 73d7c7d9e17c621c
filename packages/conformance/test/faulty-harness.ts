import { right } from './memory/behaviour.ts'
import { openMemoryPlace } from './memory/memory-place.ts'
import { openSourcePlace, rightSource } from './memory/memory-source.ts'
import { openStorePlace, rightStore } from './memory/memory-store.ts'

export const destination = (): ReturnType<typeof openMemoryPlace> =>
  openMemoryPlace({ ...right, flaws: ['shows what is staged'] })
export const stateStore = (): ReturnType<typeof openStorePlace> =>
  openStorePlace({ ...rightStore, flaws: ['ignores signals'] })
export const source = (): ReturnType<typeof openSourcePlace> => openSourcePlace({ ...rightSource, missing: () => 3 })
