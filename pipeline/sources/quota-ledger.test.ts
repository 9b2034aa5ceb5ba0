import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTemporaryLake, type TemporaryLake } from './loopback-publisher.ts'
import { openQuotaLedger } from './quota-ledger.ts'

const QUOTA = { ledger: 'odre', calls: 50_000, period: 'month', share: 0.5 } as const
const at = (instant: string) => new Date(instant)

let temporary: TemporaryLake
beforeEach(async () => {
  temporary = await openTemporaryLake()
})
afterEach(() => temporary.remove())

const readLedger = async (key: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await temporary.lake.read(key)))

it('counts on where it left off, in one object a month', async () => {
  const { lake } = temporary
  expect(await openQuotaLedger(QUOTA).count(lake, 1, at('2026-11-22T10:00:00Z'))).toEqual({
    used: 1,
    allowed: 25_000,
  })
  const reopened = openQuotaLedger(QUOTA)
  expect((await reopened.count(lake, 2, at('2026-11-30T23:59:59.999Z'))).used).toBe(3)
  expect((await reopened.count(lake, 1, at('2026-12-01T00:00:00Z'))).used).toBe(1)
  expect(await lake.list('')).toEqual(['quota/odre/2026-11.json', 'quota/odre/2026-12.json'])
  expect(await readLedger('quota/odre/2026-11.json')).toEqual({ ledger: 'odre', period: '2026-11', used: 3 })
})

it('loses no call of those who count at once', async () => {
  const ledger = openQuotaLedger(QUOTA)
  const counts = await Promise.all(
    Array.from({ length: 30 }, () => ledger.count(temporary.lake, 1, at('2026-11-22T10:00:00Z'))),
  )
  expect(counts.map(({ used }) => used)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  expect(await readLedger('quota/odre/2026-11.json')).toMatchObject({ used: 30 })
})

it('refuses the call that would exceed our share, counts it not, and goes on in the next period', async () => {
  const ledger = openQuotaLedger({ ...QUOTA, ledger: 'open-meteo', calls: 100, period: 'day' })
  const today = at('2026-12-31T10:00:00Z')
  await ledger.count(temporary.lake, 38, today)
  await expect(ledger.count(temporary.lake, 38, today)).rejects.toMatchObject({
    code: 'quota-exhausted',
    isTransient: false,
    notBefore: at('2027-01-01T00:00:00Z'),
  })
  expect(await ledger.count(temporary.lake, 11.2, today)).toEqual({ used: 50, allowed: 50 })
  expect((await ledger.count(temporary.lake, 38, at('2027-01-01T00:00:00Z'))).used).toBe(38)
})

it('does not take a ledger that it cannot read for an empty one', async () => {
  await temporary.lake.replace('quota/odre/2026-11.json', new TextEncoder().encode('{"used": -1}'))
  await expect(
    openQuotaLedger(QUOTA).count(temporary.lake, 1, at('2026-11-22T10:00:00Z')),
  ).rejects.toMatchObject({
    code: 'misconfigured',
    message: expect.stringContaining('quota/odre/2026-11.json'),
  })
})
