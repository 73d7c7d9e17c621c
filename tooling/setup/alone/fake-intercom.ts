import '../../../packages/fake-intercom/examples/search.ts'
