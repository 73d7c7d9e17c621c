import type { Dice } from './dice.ts'

type Words = readonly [string, ...string[]]

const plainFirst: Words = ['Ada', 'Grace', 'Linus', 'Edsger', 'Barbara', 'Ken', 'Margaret', 'Dennis', 'Radia', 'Alan']
const plainLast: Words = ['Lovelace', 'Hopper', 'Torvalds', 'Dijkstra', 'Liskov', 'Thompson', 'Hamilton', 'Perlman']

/** Names that break what was built for plain ones. */
const hardNames: Words = [
  'Zoë Müller-Ångström',
  'Jose\u0301 Nu\u0301n\u0303ez',
  'مريم بنت عبد الله',
  '\u200fיעל כהן\u200e',
  '山田 太郎',
  'Nguyễn Thị Ánh',
  '👩🏽‍🚀 Astro 🇮🇪',
  'O’Brien "the Boss" \\ Sons',
  "Robert'); DROP TABLE contacts;--",
  'Line\nBreak\tTab\r',
  '\u0001control\u001f',
  '<b>Bold</b> & Söhne',
  ' leading and trailing ',
  'null',
  'NULL',
  '',
  '0012',
  '1e5',
  '2026-01-01',
  '{"json":true}',
  'e\u0301\u0323\u0316\u0489',
  '𝒰𝓃𝒾𝒸ℴ𝒹ℯ',
  '\u2028separator\u2029',
  '\ufeffmark',
]

const sentences: Words = [
  'I need support with the export of my data.',
  'Where can I find last month’s invoice?',
  'The page says "404 – not found" \\ please help.',
  'Das Passwort läuft ständig ab; größere Änderungen nötig?',
  'Merci beaucoup ! Ça marche très bien 🎉',
  '请帮我重置密码。',
  'لا أستطيع تسجيل الدخول.',
  'a < b && b > c',
]

export function nameOf(dice: Dice): string {
  return dice.oneIn(4) ? dice.pick(hardNames) : `${dice.pick(plainFirst)} ${dice.pick(plainLast)}`
}

export function sentence(dice: Dice): string {
  return dice.pick(sentences)
}

/** Paragraphs as HTML; one in 200 is tens of kilobytes long. */
export function htmlBody(dice: Dice): string {
  const count = dice.oneIn(200) ? 600 : 1 + dice.below(3)
  let text = ''
  for (let paragraph = 0; paragraph < count; paragraph += 1) {
    text += `<p class="no-margin">${sentence(dice)}</p>\n`
  }
  return text
}
