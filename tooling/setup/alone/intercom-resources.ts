import '../../../packages/intercom-resources/examples/list-tables.ts'
