import { describe, expect, it } from 'vitest'
import { type Message, MessageError, messageIdOf, type SilverBody, TO_GOLD, TO_SILVER } from './messages.ts'

const ID = '0b8f2f0e-6f0c-4f0a-9d55-0f2a3a0d9f11'
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const DIGEST = 'a'.repeat(64)

const message: Message<SilverBody> = {
  message_id: ID,
  sent_at: '2026-11-20T08:00:00.000Z',
  parent: { traceparent: TRACEPARENT },
  body: {
    feed_id: 'eco2mix-regional-realtime',
    trigger: 'schedule',
    is_simulated: false,
    attempts: [
      {
        started_at: new Date('2026-11-20T07:59:00Z'),
        finished_at: new Date('2026-11-20T08:00:00Z'),
        window: { from: new Date('2026-11-17T08:00:00Z'), to: new Date('2026-11-20T08:00:00Z') },
        calls: 1,
        bytes: 10,
        quota: { used: 1, allowed: 25_000 },
        received: [{ sha256: DIGEST, reception_id: DIGEST, isNew: true }],
        error: null,
        not_before: null,
      },
    ],
    news: [DIGEST],
  },
}

describe('a message', () => {
  it('is read as it was written, from text and from what a host made of it', () => {
    const text = TO_SILVER.write(message)
    expect(TO_SILVER.read(text)).toEqual(message)
    expect(TO_SILVER.read(JSON.parse(text))).toEqual(message)
    expect(messageIdOf(text)).toBe(ID)
  })

  it('is read without a trace', () => {
    const text = TO_GOLD.write({ ...message, parent: undefined, body: { loads: 2 } })
    expect(TO_GOLD.read(text)).toMatchObject({ parent: undefined, body: { loads: 2 } })
  })

  const told = JSON.parse(TO_SILVER.write(message))
  it.each([
    ['no JSON', 'nothing', 'message to silver: is no JSON'],
    ['another version', { ...told, version: 2 }, 'message to silver: version: '],
    [
      'of another step',
      JSON.parse(TO_GOLD.write({ ...message, body: { loads: 0 } })),
      'message to silver: step: ',
    ],
    ['without a name', { ...told, message_id: undefined }, 'message to silver: message_id: '],
    [
      'a trigger that is none',
      { ...told, body: { ...told.body, trigger: 'replay' } },
      'message to silver: trigger: ',
    ],
    [
      'a digest that is none',
      { ...told, body: { ...told.body, news: ['x'] } },
      'message to silver: news.0: ',
    ],
  ])('%s is refused', (_, given, reason) => {
    expect(() => TO_SILVER.read(given)).toThrow(MessageError)
    expect(() => TO_SILVER.read(given)).toThrow(reason)
  })

  it.each(['nothing', '{}', '{"message_id":"../../x"}', null])('%s has no name', given => {
    expect(messageIdOf(given)).toBeUndefined()
  })
})
