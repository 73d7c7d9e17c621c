import { openStorePlace, rightStore } from './memory/memory-store.ts'

export const stateStore = (): ReturnType<typeof openStorePlace> =>
  openStorePlace({ ...rightStore, flaws: ['ignores signals'] })
