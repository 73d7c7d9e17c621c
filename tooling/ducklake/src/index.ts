export { findExtension } from './extension.ts'
