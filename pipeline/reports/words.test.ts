import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKS } from '../catalog/checks.ts'
import { VINTAGES } from '../catalog/vintages.ts'
import { LANGUAGES } from './format.ts'
import { GENERATION } from './region-figures.ts'
import { say, sayCode, WORDS } from './words.ts'

const { en, fr } = WORDS
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

describe('the words', () => {
  it('are the same in both languages, each with the same holes and none empty', () => {
    expect(Object.keys(fr)).toEqual(Object.keys(en))
    for (const [key, text] of Object.entries(en)) {
      const french = fr[key as keyof typeof fr]
      expect([key, holes(french)]).toEqual([key, holes(text)])
      expect([key, text.trim() !== '' && french.trim() !== '']).toEqual([key, true])
    }
  })

  it('are all used', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('words'))
      .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
      .join('\n')
    const made = /^(type|vintage|check|severity)_|^forecast_(?!of)|_per_hour$|^(exported|imported)_some$/
    const fixed = Object.keys(en).filter(key => !made.test(key))
    expect(fixed.filter(key => !sources.includes(`'${key}'`))).toEqual([])
  })

  it.each(LANGUAGES)('name every generation type, vintage and check of the catalogue in %s', language => {
    const codes = [
      ...GENERATION.map(type => ['type', type.energy_type_code] as const),
      ...VINTAGES.map(({ vintage_code }) => ['vintage', vintage_code] as const),
      ...CHECKS.map(({ check_name }) => ['check', check_name] as const),
    ]
    expect(codes.filter(([kind, code]) => !(`${kind}_${code}` in WORDS[language]))).toEqual([])
  })

  it('fill their holes, refuse one that is not filled, and show a code without words as it is', () => {
    expect(say('en', 'at_least', { energy: '1 GWh' })).toBe('at least 1 GWh')
    expect(() => say('en', 'at_least')).toThrow('at_least: {energy} is not filled')
    expect(sayCode('fr', 'check', 'novel')).toBe('novel')
  })

  it('let no line break before a French sign', () => {
    expect(Object.values(fr).filter(text => / [:;!?»]|« /.test(text))).toEqual([])
  })
})
