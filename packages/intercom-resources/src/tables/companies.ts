import { flattened, text } from '../column.ts'
import { versionedResource, type IntercomResource } from '../resource.ts'
import { companyColumns } from './company-columns.ts'

export const companies: IntercomResource = versionedResource({
  name: 'companies',
  description: 'Organisations that use the product. The API does not list companies without users.',
  listing: 'scroll',
  path: '/companies/scroll',
  recordsKey: 'data',
  personal: ['custom_attributes.*:redact', 'notes:redact'],
  columns: [
    ...companyColumns,
    ...flattened('plan', [
      text('type', 'Always `plan`.'),
      text('id', 'Id of the plan that the company is on.'),
      text('name', 'Name of the plan that the company is on.'),
    ]),
  ],
})
