import type { Route } from './route.ts'

/** Who the token belongs to, and its workspace. */
export const meRoute: Route = {
  method: 'GET',
  path: '/me',
  answer({ options: { workspace } }) {
    const app = {
      type: 'app',
      id_code: workspace.id,
      name: workspace.name,
      created_at: 1_734_537_243,
      secure: false,
      identity_verification: false,
      timezone: workspace.timezone,
      region: workspace.region,
    }
    return {
      kind: 'object',
      value: {
        type: 'admin',
        id: '991267400',
        email: 'admin0@example.com',
        name: 'Admin 0',
        email_verified: true,
        app,
        avatar: { type: 'avatar', image_url: 'https://static.example.com/avatars/0.png' },
        has_inbox_seat: true,
      },
    }
  },
}
