import { describe, expect, it } from 'vitest'
import {
  formatChange,
  formatDate,
  formatEnergy,
  formatFullEnd,
  formatGwh,
  formatHour,
  formatPower,
  formatShare,
  formatSignedEnergy,
} from './format.ts'
import { html, trusted } from './html.ts'
import { QUARTER_S } from './local-month.ts'

const key = (instant: string) => Date.parse(instant) / 1000 / QUARTER_S
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('numbers', () => {
  it.each([
    ['en', 35_123_456, '35.1 TWh'],
    ['fr', 35_123_456, '35,1 TWh'],
    ['en', 4_296_000, '4.30 TWh'],
    ['fr', 812_400, '812 GWh'],
    ['en', 7_240, '7.2 GWh'],
    ['en', null, '–'],
  ] as const)('%s: %s MWh is %s', (language, mwh, expected) => {
    expect(plain(formatEnergy(language, mwh))).toBe(expected)
  })

  it('have their sign, a lower bound its mark, and what is not known a dash', () => {
    expect(plain(formatSignedEnergy('en', -4_290_000))).toBe('−4.29 TWh')
    expect(plain(formatSignedEnergy('fr', 4_290_000))).toBe('+4,29 TWh')
    expect(formatChange('en', -0.0231)).toBe('−2.3%')
    expect(plain(formatChange('fr', 0.0231))).toBe('+2,3 %')
    expect(plain(formatGwh('en', { mwh: 8_134_000, isWhole: false }))).toBe('≥ 8,134')
    expect(formatGwh('en', { mwh: null, isWhole: false })).toBe('–')
    expect(plain(formatPower('en', 92_140))).toBe('92.1 GW')
    expect(plain(formatPower('en', 980.2))).toBe('980 MW')
  })

  it.each([
    [1, '100%'],
    [0.9999, '99.9%'],
    [0.95, '95%'],
    [0, '0%'],
  ])('a share of %s is told as %s, never rounded up to all', (ratio, expected) => {
    expect(formatShare('en', ratio)).toBe(expected)
  })
})

describe('times', () => {
  it('are those of Paris; midnight ends its day', () => {
    expect(formatDate('fr', key('2026-10-31T23:00Z'))).toBe('1er novembre 2026')
    expect(formatFullEnd('en', key('2026-10-31T23:00Z'))).toBe('31 October 2026, 24:00')
    expect(formatFullEnd('fr', key('2026-10-17T12:30Z'))).toBe('17 octobre 2026, 14:30')
  })

  it('tell the two hours of the same name apart', () => {
    expect(formatHour('en', key('2026-10-25T00:00Z'))).toBe('02:00 (UTC+2)')
    expect(formatHour('en', key('2026-10-25T01:00Z'))).toBe('02:00 (UTC+1)')
    expect(formatHour('en', key('2026-10-25T02:00Z'))).toBe('03:00')
  })
})

describe('markup', () => {
  it('escapes what is filled in, and nothing that it made itself', () => {
    const name = `<script>alert("&'")</script>`
    expect(html`<b title="${name}">${html`<i>${1}</i>`}${null}${false}${[html`.`]}</b>`.markup).toBe(
      '<b title="&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"><i>1</i>.</b>',
    )
    expect(html`${trusted('a > b')}`.markup).toBe('a > b')
  })
})
