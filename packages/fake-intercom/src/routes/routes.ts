import type { FakeOptions } from '../options.ts'
import { articleRoutes } from './articles.ts'
import { companyRoutes } from './companies.ts'
import { contactRoutes } from './contacts.ts'
import { conversationRoutes } from './conversations.ts'
import { meRoute } from './me.ts'
import type { Route } from './route.ts'
import type { Scroll } from './scroll.ts'
import { attributeRoutes, settingRoutes } from './settings.ts'

/** Everything that the fake answers. */
export function createRoutes(options: FakeOptions, scroll: Scroll): readonly Route[] {
  return [
    meRoute,
    ...contactRoutes(options),
    ...companyRoutes(scroll),
    ...conversationRoutes(options),
    ...articleRoutes,
    ...settingRoutes,
    ...attributeRoutes,
  ]
}
