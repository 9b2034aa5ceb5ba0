import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ENERGY_TYPES } from '../../pipeline/catalog/energy-types.ts'
import {
  BASELINES,
  FORECAST_MODELS,
  FORECAST_QUANTITIES,
  HORIZONS,
  TENSION_LEVELS,
} from '../../pipeline/catalog/forecasting.ts'
import { VINTAGES } from '../../pipeline/catalog/vintages.ts'
import { UNKNOWN_TENSION } from '../../pipeline/gold/queries/tension.ts'
import { chooseLanguage, say, sayCode, TEXTS } from './page/strings.js'

const PAGE = join(import.meta.dirname, 'page')
const source = (name: string) => readFileSync(join(PAGE, name), 'utf8')
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe('the texts', () => {
  const { en, fr } = TEXTS

  it('are the same in both languages, each with the same holes and none empty', () => {
    expect(Object.keys(fr)).toEqual(Object.keys(en))
    for (const [key, text] of Object.entries(en)) {
      const french = fr[key as keyof typeof fr]
      expect([key, holes(french)]).toEqual([key, holes(text)])
      expect([key, text.trim() !== '' && french.trim() !== '']).toEqual([key, true])
    }
  })

  it('hold every name that the HTML asks for', () => {
    const asked = [...source('index.html').matchAll(/data-(?:text|label)="(\w+)"/g)].map(
      ([, key = '']) => key,
    )
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter(key => !(key in en))).toEqual([])
  })

  it('are all used', () => {
    const page = readdirSync(PAGE)
      .filter(name => !/^strings(-\w+)?\.js$/.test(name))
      .map(source)
      .join('\n')
    const fixed = Object.keys(en).filter(
      key => !/^(vintage|quality|type|step|state|level|lack|quantity|model|horizon)_/.test(key),
    )
    expect(fixed.filter(key => !new RegExp(`['"\`]${key}['"\`]`).test(page))).toEqual([])
  })

  it.each(['en', 'fr'] as const)('name every energy type and vintage of the catalogue in %s', language => {
    for (const { energy_type_code } of ENERGY_TYPES) {
      expect(sayCode(language, 'type', energy_type_code)).not.toBe(energy_type_code)
    }
    for (const { vintage_code } of VINTAGES) {
      expect(TEXTS[language]).toHaveProperty([`vintage_${vintage_code}`])
    }
  })

  it.each(['en', 'fr'] as const)('name what is forecast, how, and how tense it is in %s', language => {
    const named = [
      ...TENSION_LEVELS.map(({ level_code }) => `level_${level_code}`),
      ...UNKNOWN_TENSION.map(reason => `lack_${reason}`),
      ...FORECAST_QUANTITIES.map(quantity => `quantity_${quantity}`),
      ...FORECAST_MODELS.map(model => `model_${model}`),
      ...HORIZONS.map(({ horizon_code }) => `horizon_${horizon_code}`),
      ...BASELINES.map(baseline => `skill_${baseline}`),
    ]
    expect(named.filter(key => !(key in TEXTS[language]))).toEqual([])
  })

  it('say the levels of tension as the catalogue does', () => {
    for (const { level_code, name_en, name_fr } of TENSION_LEVELS) {
      expect([sayCode('en', 'level', level_code), sayCode('fr', 'level', level_code)]).toEqual([
        name_en,
        name_fr,
      ])
    }
  })

  it('fill their holes, and show a code that the page does not know as it is', () => {
    expect(say('en', 'paris_time', { offset: 'UTC+1' })).toBe('Paris time, UTC+1')
    expect(sayCode('fr', 'quality', 'novel')).toBe('novel')
  })
})

describe('the language', () => {
  it.each([
    ['the remembered one', 'en', ['fr-FR'], 'en'],
    ['else the browser’s', null, ['fr-CA', 'en'], 'fr'],
    ['else its next one that we speak', null, ['de-DE', 'fr'], 'fr'],
    ['else English', null, ['de'], 'en'],
    ['and never one we do not have', 'xx', [], 'en'],
  ] as const)('is %s', (_, remembered, preferred, expected) => {
    expect(chooseLanguage(remembered, preferred)).toBe(expected)
  })
})
