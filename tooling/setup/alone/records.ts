import '../../../packages/records/examples/rows.ts'
