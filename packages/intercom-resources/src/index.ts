export type { IntercomResource } from './resource.ts'
export { findResource, intercomResources } from './resources.ts'
