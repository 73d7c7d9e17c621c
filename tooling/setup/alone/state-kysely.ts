import '../../../packages/state-kysely/examples/statements.ts'
