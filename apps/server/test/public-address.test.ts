import { describe, expect, it } from 'vitest'

import { isPublicAddress } from '../src/webhooks/public-address.ts'
import { checkWebhookUrl } from '../src/webhooks/webhook-url.ts'

describe('an address', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '::ffff:93.184.216.34'])('is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
  ])('is not: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('a webhook', () => {
  it.each(['https://example.com/hook', 'https://example.com:8443/a?b=c', 'https://93.184.216.34/'])(
    'may be told at %s',
    (url) => {
      expect(checkWebhookUrl(url, [])).toBe(url)
    },
  )

  it.each([
    'http://example.com/',
    'https://localhost/',
    'https://a.localhost/',
    'https://db.internal/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://user:pass@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'example.com',
    '',
  ])('may not be told at %s', (url) => {
    expect(() => checkWebhookUrl(url, [])).toThrow(expect.objectContaining({ code: 'INVALID_WEBHOOK' }))
  })

  it('may be told inside this network where the operator allows the host', () => {
    expect(checkWebhookUrl('http://127.0.0.1:9000/x', ['127.0.0.1:9000'])).toBe('http://127.0.0.1:9000/x')
    expect(() => checkWebhookUrl('http://127.0.0.1:9001/x', ['127.0.0.1:9000'])).toThrow(/https/)
  })
})
