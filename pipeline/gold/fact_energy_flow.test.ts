/** What published rows become as flows: signs, energy types, unknowns, vintages and their steps. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GoldTrial, openGoldTrial } from './trial.ts'

let trial: GoldTrial
beforeEach(async () => {
  trial = await openGoldTrial()
})
afterEach(() => trial.close())

/** Bretagne has all generation types but nuclear. */
const WHOLE = {
  Consommation: 2000,
  Thermique: 50,
  Eolien: 300,
  Solaire: 0,
  Hydraulique: 20,
  Bioénergies: 60,
}

const lines = async (table: string, more = '') =>
  (
    await trial.goldRows(`
      SELECT strftime(make_timestamp(time_key * 900000000::BIGINT), '%H:%M') || ' ' || energy_type_code || coalesce(' +' || production_mw::DOUBLE, '')
        || coalesce(' -' || consumption_mw::DOUBLE, '') || ' ' || quality_code || ' ' || vintage_code || ' ' || step_minutes ${more} AS line
      FROM ${table} JOIN dim_energy_type USING (energy_type_key) ORDER BY time_key, energy_type_key, first_seen_at, vintage_code`)
  ).map(({ line }) => line)
const facts = () => lines('fact_energy_flow')
const revisions = () =>
  lines(
    'fact_energy_flow_revision',
    `|| strftime(replaced_at, ' until %H:%M by ') || replaced_by_vintage_code`,
  )

describe('the flows of a row', () => {
  it('are withdrawals and injections, both never negative', async () => {
    await trial.publish([
      {
        time: '12:00',
        ...WHOLE,
        Thermique: -27,
        Pompage: -700,
        'Stockage batterie': -12,
        'Déstockage batterie': 4,
        'Ech. physiques': 1647,
      },
    ])
    await trial.updateAll()
    expect(await facts()).toEqual([
      '10:00 demand -2000.0 ok real-time 15',
      '10:00 thermal -27.0 ok real-time 15',
      '10:00 wind +300.0 ok real-time 15',
      '10:00 solar +0.0 ok real-time 15',
      '10:00 hydro +20.0 ok real-time 15',
      '10:00 bioenergy +60.0 ok real-time 15',
      '10:00 pumping -700.0 ok real-time 15',
      '10:00 battery_charge -12.0 ok real-time 15',
      '10:00 battery_discharge +4.0 ok real-time 15',
      '10:00 import +1647.0 ok real-time 15',
    ])
  })

  it('with no power are of the side their type is on', async () => {
    await trial.publish([
      {
        time: '12:00',
        ...WHOLE,
        Pompage: 0,
        'Stockage batterie': 0,
        'Déstockage batterie': 0,
        'Ech. physiques': 0,
      },
    ])
    await trial.updateAll()
    expect((await facts()).slice(-4)).toEqual([
      '10:00 pumping -0.0 ok real-time 15',
      '10:00 battery_charge -0.0 ok real-time 15',
      '10:00 battery_discharge +0.0 ok real-time 15',
      '10:00 import +0.0 ok real-time 15',
    ])
  })

  it('go over from import to export when a revision turns the exchange round', async () => {
    await trial.publish([{ time: '12:00', ...WHOLE, 'Ech. physiques': 5 }], '2026-06-02T07:00:00Z')
    await trial.publish([{ time: '12:00', ...WHOLE, 'Ech. physiques': -3 }], '2026-06-02T08:00:00Z')
    await trial.updateAll()
    expect((await facts()).at(-1)).toBe('10:00 export -3.0 ok real-time 15')
    expect(await revisions()).toEqual(['10:00 import +5.0 ok real-time 15 until 08:00 by real-time'])
  })
})

describe('an unknown', () => {
  it('is explicit for a generation type the region has, and for no other measure', async () => {
    await trial.publish([{ time: '12:00', ...WHOLE, Eolien: '', Solaire: '12 MW', Consommation: '' }])
    await trial.updateAll()
    expect(await facts()).toEqual([
      '10:00 thermal +50.0 ok real-time 15',
      '10:00 wind missing real-time 15',
      '10:00 solar quarantined real-time 15',
      '10:00 hydro +20.0 ok real-time 15',
      '10:00 bioenergy +60.0 ok real-time 15',
    ])
  })

  it('is none once another publication has the value', async () => {
    await trial.publish([{ time: '12:00', ...WHOLE, Eolien: '', Solaire: '12 MW' }])
    await trial.updateAll()
    await trial.publish([{ time: '12:00', Consommation: 2000, Eolien: 310, Solaire: 12 }])
    await trial.updateAll()
    expect(await facts()).toContain('10:00 wind +310.0 ok real-time 15')
    expect((await facts()).filter(line => /missing|quarantined/.test(String(line)))).toEqual([])
    expect(await revisions()).toEqual([
      '10:00 wind missing real-time 15 until 06:01 by real-time',
      '10:00 solar quarantined real-time 15 until 06:01 by real-time',
    ])
  })

  it('does not take the place of a value published before', async () => {
    await trial.publish([{ time: '12:00', ...WHOLE }])
    await trial.publish([{ time: '12:00', ...WHOLE, Consommation: 2010, Eolien: '', Solaire: '12 MW' }])
    await trial.updateAll()
    expect(await facts()).toContain('10:00 wind +300.0 ok real-time 15')
    expect(await facts()).toContain('10:00 solar +0.0 ok real-time 15')
  })
})

describe('a demand', () => {
  it('far below the lowest ever published is kept and marked', async () => {
    await trial.publish([
      { time: '12:00', ...WHOLE, Consommation: 400 },
      { time: '12:15', ...WHOLE, Consommation: 600 },
    ])
    await trial.updateAll()
    expect(await facts()).toContain('10:00 demand -400.0 suspect real-time 15')
    expect(await facts()).toContain('10:15 demand -600.0 ok real-time 15')
  })

  it('of zero in a row of zeros is no fact at all', async () => {
    const zeros = Object.fromEntries(Object.keys(WHOLE).map(name => [name, 0]))
    await trial.publish([
      { time: '12:00', ...zeros },
      { time: '12:15', ...WHOLE },
    ])
    await trial.updateAll()
    expect((await facts()).filter(line => String(line).startsWith('10:00'))).toEqual([])
  })
})

describe('vintages', () => {
  const quarters = [
    { time: '12:00', Consommation: 2000, ...noOthers() },
    { time: '12:15', Consommation: 2010, ...noOthers() },
  ]
  const halfHour = [{ time: '12:00', nature: 'consolidées' as const, Consommation: 2006, ...noOthers() }]
  const definitive = [{ time: '12:00', nature: 'définitives' as const, Consommation: 2007, ...noOthers() }]

  function noOthers() {
    const { Consommation, ...others } = WHOLE
    return Object.fromEntries(Object.keys(others).map(name => [name, 0]))
  }
  const demand = (found: readonly unknown[]) => found.filter(line => String(line).includes('demand'))

  it.each([
    [
      'real-time first',
      [quarters, halfHour],
      [
        '10:00 demand -2000.0 ok real-time 15 until 08:00 by consolidated',
        '10:15 demand -2010.0 ok real-time 15 until 08:00 by consolidated',
      ],
    ],
    [
      'consolidated first',
      [halfHour, quarters],
      [
        '10:00 demand -2000.0 ok real-time 15 until 08:00 by consolidated',
        '10:15 demand -2010.0 ok real-time 15 until 08:00 by consolidated',
      ],
    ],
  ])(
    'a half-hour takes the place of both quarters it covers, whichever comes first: %s',
    async (_, publications, expected) => {
      for (const [index, rows] of publications.entries()) {
        await trial.publish(rows, `2026-06-02T0${7 + index}:00:00Z`)
        await trial.updateAll()
      }
      expect(demand(await facts())).toEqual(['10:00 demand -2006.0 ok consolidated 30'])
      expect(demand(await revisions())).toEqual(expected)
      expect((await facts()).filter(line => String(line).startsWith('10:15'))).toEqual([])
    },
  )

  it.each([15, 0])(
    'published again by the quarter replace the half-hour, also where the value stays (%i MW apart)',
    async apart => {
      const again = ['12:00', '12:15'].map((time, index) => ({
        ...halfHour[0],
        time,
        Consommation: 2006 + index * apart,
      }))
      await trial.publish(halfHour, '2026-06-02T07:00:00Z')
      await trial.updateAll()
      await trial.publish(again, '2026-06-02T08:00:00Z')
      await trial.updateAll()
      expect(demand(await facts())).toEqual([
        '10:00 demand -2006.0 ok consolidated 15',
        `10:15 demand -${2006 + apart}.0 ok consolidated 15`,
      ])
      expect(demand(await revisions())).toEqual([
        '10:00 demand -2006.0 ok consolidated 30 until 08:00 by consolidated',
      ])
    },
  )

  it.each([
    ['with other values', [2000, 2010, 2020, 2030]],
    ['with the values they had before', [2000, 2010, 2000, 2010]],
  ])('change their step to and fro, and the latest counts, %s', async (_, [first, second, third, fourth]) => {
    const by = (times: readonly string[], value: number | undefined) =>
      times.map(time => ({ ...halfHour[0], time, Consommation: value }))
    const published = [by(['12:00'], first), by(['12:00', '12:15'], second), by(['12:00'], third)]
    for (const [index, rows] of published.entries()) {
      await trial.publish(rows, `2026-06-02T0${6 + index}:00:00Z`)
      await trial.updateAll()
    }
    expect(demand(await facts())).toEqual([`10:00 demand -${third}.0 ok consolidated 30`])
    await trial.publish(by(['12:00', '12:15'], fourth), '2026-06-02T09:00:00Z')
    await trial.updateAll()
    expect(demand(await facts())).toEqual([
      `10:00 demand -${fourth}.0 ok consolidated 15`,
      `10:15 demand -${fourth}.0 ok consolidated 15`,
    ])
    expect(demand(await revisions())).toEqual([
      `10:00 demand -${first}.0 ok consolidated 30 until 07:00 by consolidated`,
      `10:00 demand -${second}.0 ok consolidated 15 until 08:00 by consolidated`,
      `10:00 demand -${third}.0 ok consolidated 30 until 09:00 by consolidated`,
      `10:15 demand -${second}.0 ok consolidated 15 until 08:00 by consolidated`,
    ])
    expect(await trial.tables()).toEqual(await trial.fromScratch())
  })

  it('follow each other up to the definitive one, and none goes back', async () => {
    await trial.publish(halfHour, '2026-06-02T07:00:00Z')
    await trial.publish(definitive, '2026-06-02T08:00:00Z')
    await trial.publish([{ ...halfHour[0], time: '12:00', Consommation: 2005 }], '2026-06-02T09:00:00Z')
    await trial.updateAll()
    expect(demand(await facts())).toEqual(['10:00 demand -2007.0 ok definitive 30'])
    expect(demand(await revisions())).toEqual([
      '10:00 demand -2006.0 ok consolidated 30 until 08:00 by definitive',
      '10:00 demand -2005.0 ok consolidated 30 until 09:00 by definitive',
    ])
  })

  it('are revised within themselves by the latest value of each measure', async () => {
    for (const [hour, consumption] of [
      ['07', 2000],
      ['08', 2001],
      ['09', 2000],
    ] as const) {
      await trial.publish(
        [{ time: '12:00', ...WHOLE, Consommation: consumption }],
        `2026-06-02T${hour}:00:00Z`,
      )
      await trial.updateAll()
    }
    expect(demand(await facts())).toEqual(['10:00 demand -2000.0 ok real-time 15'])
    expect(await revisions()).toEqual([
      '10:00 demand -2000.0 ok real-time 15 until 08:00 by real-time',
      '10:00 demand -2001.0 ok real-time 15 until 09:00 by real-time',
    ])
  })
})
