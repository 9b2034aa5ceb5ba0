import { expect, expectTypeOf, it } from 'vitest'
import { EVENT_NAMES, EVENTS, type EventDeclaration, type EventFields } from './events.ts'

const declared: readonly (readonly [string, EventDeclaration])[] = Object.entries(EVENTS)

it.each(declared)('%s is named and described as the others are', (name, { meaning, fields }) => {
  expect(name).toMatch(/^[a-z]+(\.[a-z]+)+$/)
  expect(meaning).toMatch(/^[A-Z].*\.$/)
  expect(Object.keys(fields).length).toBeGreaterThan(0)
  for (const [field, { meaning }] of Object.entries(fields)) {
    expect(field).toMatch(/^[a-z]+(_[a-z0-9]+)*$/)
    expect(meaning).toMatch(/\.$/)
  }
})

it('gives a field that means the same the same words', () => {
  const meanings = declared.flatMap(([, { fields }]) =>
    Object.entries(fields).map(([field, { meaning }]) => `${field}: ${meaning}`),
  )
  const names = new Set(meanings.map(entry => entry.split(':')[0]))
  expect(new Set(meanings).size).toBe(names.size)
})

it('lists every event', () => {
  expect(EVENT_NAMES).toEqual(declared.map(([name]) => name))
})

it('types what an event tells by its declaration', () => {
  expectTypeOf<EventFields<'timer.fired'>>().toEqualTypeOf<{ readonly feed_id: string }>()
  expectTypeOf<EventFields<'feed.run.finished'>['our_lag_minutes']>().toEqualTypeOf<number | null>()
})
