import { boolean, flattened, json, text, time } from '../column.ts'
import { versionedResource, type IntercomResource } from '../resource.ts'

const identity = [
  text('type', 'Always `contact`.'),
  text('id', "Intercom's id of the contact."),
  text('external_id', "The customer's own id of the contact."),
  text('workspace_id', 'Id of the workspace that the contact is in.'),
  text('role', '`user` or `lead`.'),
  text('email', 'Email address.'),
  text('email_domain', 'What follows the @ in the email address.'),
  text('phone', 'Telephone number.'),
  text('name', 'Name.'),
  text('owner_id', 'Id of the admin who owns the account; joins admins.id.'),
  ...flattened('avatar', [text('type', 'Always `avatar`.'), text('image_url', 'Address of the picture.')]),
]

const consent = [
  boolean('has_hard_bounced', 'Whether an email to the contact bounced for good.'),
  boolean('marked_email_as_spam', 'Whether the contact marked an email as spam.'),
  boolean('unsubscribed_from_emails', 'Whether the contact refuses emails.'),
  boolean('unsubscribed_from_sms', 'Whether the contact refuses SMS. Sent by the API, not in its description.'),
  boolean('sms_consent', 'Whether the contact agreed to SMS. Sent by the API, not in its description.'),
  boolean('enabled_push_messaging', 'Whether push messages are on. Sent by the API, not in its description.'),
  json('opted_in_subscription_types', 'Subscriptions agreed to, ten at most. Sent by the API, not in its description.'),
  json('opted_out_subscription_types', 'Subscriptions refused, ten at most. Sent by the API, not in its description.'),
]

const times = [
  time('created_at', 'When the contact was created.'),
  time('updated_at', 'When the contact was last updated.'),
  time('signed_up_at', 'When the contact signed up, as the customer says.'),
  time('last_seen_at', 'When the contact was last seen, by the Messenger or as set by hand.'),
  time('last_replied_at', 'When the contact last wrote.'),
  time('last_contacted_at', 'When the contact was last written to.'),
  time('last_email_opened_at', 'When the contact last opened an email.'),
  time('last_email_clicked_at', 'When the contact last clicked a link in an email.'),
]

const devices = [
  text('language_override', 'Language that the Messenger uses whatever the browser says.'),
  text('browser', 'Name of the browser.'),
  text('browser_version', 'Version of the browser.'),
  text('browser_language', 'Language of the browser.'),
  text('os', 'Operating system.'),
  text('android_app_name', 'Name of the Android app.'),
  text('android_app_version', 'Version of the Android app.'),
  text('android_device', 'Android device.'),
  text('android_os_version', 'Version of Android.'),
  text('android_sdk_version', "Version of Intercom's SDK in the Android app."),
  time('android_last_seen_at', 'When the contact was last seen on an Android device.'),
  text('ios_app_name', 'Name of the iOS app.'),
  text('ios_app_version', 'Version of the iOS app.'),
  text('ios_device', 'iOS device.'),
  text('ios_os_version', 'Version of iOS.'),
  text('ios_sdk_version', "Version of Intercom's SDK in the iOS app."),
  time('ios_last_seen_at', 'When the contact last used the iOS app.'),
]

const origin = [
  ...flattened('location', [
    text('type', 'Always `location`.'),
    text('country', 'Country that the contact is in.'),
    text('region', 'Region that the contact is in.'),
    text('city', 'City that the contact is in.'),
    text('country_code', 'Code of the country. Sent by the API, not in its description.'),
    text('continent_code', 'Code of the continent. Sent by the API, not in its description.'),
  ]),
  text('referrer', 'Page that the contact came from. Sent by the API, not in its description.'),
  text('utm_campaign', 'Campaign that the contact came by. Sent by the API, not in its description.'),
  text('utm_content', 'Content that the contact came by. Sent by the API, not in its description.'),
  text('utm_medium', 'Medium that the contact came by. Sent by the API, not in its description.'),
  text('utm_source', 'Source that the contact came by. Sent by the API, not in its description.'),
  text('utm_term', 'Search term that the contact came by. Sent by the API, not in its description.'),
]

const related = [
  json('custom_attributes', "The customer's own attributes by name."),
  json('tags', 'Tags: ids only, ten at most, with `total_count` and `has_more`.'),
  json('notes', 'Notes: ids only, ten at most, with `total_count` and `has_more`.'),
  json('companies', 'Companies: ids only, ten at most, with `total_count` and `has_more`.'),
  json('social_profiles', 'Profiles in social networks.'),
  json('merge_history', 'Contacts merged into this one; sent only where it is asked for.'),
]

export const contacts: IntercomResource = versionedResource({
  name: 'contacts',
  description:
    'Users and leads. Visitors are not listed by the API; contacts that were merged or deleted vanish from it.',
  listing: 'search',
  path: '/contacts/search',
  recordsKey: 'data',
  personal: [
    'external_id:hash',
    'email:redact',
    'phone:redact',
    'name:redact',
    'avatar_image_url:redact',
    'location_city:redact',
    'referrer:redact',
    'custom_attributes.*:redact',
    'social_profiles.data.*:redact',
  ],
  columns: [...identity, ...consent, ...times, ...devices, ...origin, ...related],
})
