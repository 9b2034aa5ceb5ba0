/** Population and area of the regions, from a register of communes and from a page that people write. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REGIONS } from '../catalog/regions.ts'
import { openTrial, pick, type Trial } from './trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial.close())

async function receive(feed: string, text: string) {
  await trial.receiveAnswer(feed, {
    text,
    fetchedAt: '2026-06-01T05:00:00Z',
    url: 'https://register.example/',
  })
  const [load] = (await trial.update()).loads
  if (!load) throw new RangeError('nothing was loaded')
  expect(load.rows_read).toBe(load.rows_blank + load.rows_loaded + load.rows_quarantined)
  return load
}

describe('the register of communes', () => {
  const commune = (region: string, population: unknown, type = 'commune-actuelle') => ({
    code: '35238',
    nom: 'Rennes',
    type,
    region,
    departement: '35',
    population,
  })
  const BRETAGNE = [commune('53', 2_000_000), commune('53', 1_449_370)]

  it('is summed by region over the communes of today, Corsica and overseas left out', async () => {
    const load = await receive(
      'region-register',
      JSON.stringify([
        ...BRETAGNE,
        commune('53', 900_000, 'commune-associee'),
        commune('53', 900_000, 'arrondissement-municipal'),
        commune('94', 355_486),
        commune('01', 380_000),
        commune('53', undefined),
        { code: '35001', nom: 'Acigné', type: 'commune-deleguee', chefLieu: '35001' },
      ]),
    )
    expect(load).toMatchObject({ dataset: 'region_population', rows_read: 8, rows_loaded: 2, rows_blank: 6 })
    expect(await trial.tableRows('region_population')).toEqual([
      {
        region_code: '53',
        population: 3_449_370,
        commune_count: 2,
        first_seen_at: '2026-06-01 05:00:00',
        batch_key: load.batch_key,
        source_row: 1,
      },
    ])
    expect(load.partitions).toEqual(['year=2026'])
  })

  it('with a sum too far from the catalogue is not believed', async () => {
    await receive('region-register', JSON.stringify([commune('53', 4_480_000), commune('28', 3_345_000)]))
    expect(pick(await trial.tableRows('region_population'), 'region_code', 'population')).toEqual([
      ['28', 3_345_000],
    ])
    expect(await trial.quarantine()).toMatchObject([
      {
        region_code: '53',
        column_name: 'population',
        raw_value: '4480000',
        reason_code: 'differs_from_catalogue',
      },
    ])
  })

  it('with a population that is no number refuses that commune alone', async () => {
    const load = await receive('region-register', JSON.stringify([...BRETAGNE, commune('53', '212')]))
    expect(load).toMatchObject({ rows_loaded: 2, rows_quarantined: 1 })
    expect(await trial.quarantine()).toMatchObject([
      { source_row: 3, scope: 'row', raw_value: '{"population":"212"}' },
    ])
  })

  it.each([
    ['cut short', '[{"type": "commune-actuelle"', 'is no JSON, or not the whole of it'],
    ['of something else', '[{"code": "53", "nom": "Bretagne"}]', 'register of communes: 0.type'],
    [
      'without our regions',
      JSON.stringify([commune('94', 1)]),
      '1 entries, none of a commune of our regions',
    ],
  ])('%s is unreadable', async (_, text, message) => {
    expect(await receive('region-register', text)).toMatchObject({
      dataset: 'unreadable',
      error: expect.stringContaining(message),
    })
  })
})

describe('the page of areas', () => {
  const page = (rows: string, heading = 'Km<sup>2</sup>') => `<!doctype html><html><body>
    <table><tr><th>Year</th><th>Visitors</th></tr><tr><td>2020</td><td>1</td></tr></table>
    <table class="wikitable sortable"><tbody>
    <tr><th>Flag<sup>[1]</sup></th><th>Region</th><th>Capital</th><th>${heading}</th><th>Etymology</th></tr>
    ${rows}</tbody></table></body></html>`
  const row = (name: string, area: string) =>
    `<tr><td><img alt=""></td><td><a href="/x">${name}</a></td><td>Somewhere</td><td>${area}</td><td></td></tr>`

  it('is read with spaces, no-break spaces, commas, footnotes and English names', async () => {
    const load = await receive(
      'region-areas',
      page(
        [
          row('Brittany', '27&nbsp;208'),
          row('Normandy', '30,627'),
          row('Centre-Val de Loire<sup id="cite">[2]</sup>', '39 151[3]'),
          row('Corsica', '8 722'),
          row('Provence-Alpes-Côte d’Azur (PACA)', '31 400.5 (12 124 sq mi)'),
          row('Réunion', '2 512'),
          row('Île-de-France', '12\u202f012'),
        ].join('\n'),
      ),
    )
    expect(load).toMatchObject({ dataset: 'region_area', rows_read: 7, rows_loaded: 5, rows_blank: 2 })
    expect(pick(await trial.tableRows('region_area'), 'region_code', 'area_km2', 'source_row')).toEqual([
      ['11', 12_012, 7],
      ['24', 39_151, 3],
      ['28', 30_627, 2],
      ['53', 27_208, 1],
      ['93', 31_401, 5],
    ])
  })

  it('holds all twelve when a page has them all', async () => {
    await receive(
      'region-areas',
      page(
        REGIONS.map(({ region_name, area_km2 }) => row(region_name, area_km2.toLocaleString('fr'))).join(''),
        'Area (km²)',
      ),
    )
    expect(pick(await trial.tableRows('region_area'), 'region_code', 'area_km2')).toEqual(
      REGIONS.map(({ region_code, area_km2 }) => [region_code, area_km2]),
    )
  })

  it.each([
    ['too far from the catalogue', row('Bretagne', '34 023'), 'differs_from_catalogue', '34023'],
    ['no number', row('Bretagne', 'unknown'), 'not_a_number', 'unknown'],
    [
      'two that contradict each other',
      row('Bretagne', '27 208') + row('Brittany', '27 209'),
      'conflicting_duplicate',
      '27208',
    ],
  ])('with an area that is %s keeps the others', async (_, rows, reason, raw) => {
    await receive('region-areas', page(row('Normandie', '29 906') + rows))
    expect(pick(await trial.tableRows('region_area'), 'region_code')).toEqual([['28']])
    expect((await trial.quarantine())[0]).toMatchObject({
      region_code: '53',
      raw_value: raw,
      reason_code: reason,
    })
  })

  it('that has changed its layout is unreadable', async () => {
    expect(await receive('region-areas', page(row('Bretagne', '27 208'), 'Inhabitants'))).toMatchObject({
      dataset: 'unreadable',
      error: '0 tables with areas, none of our regions in them: expected one with a heading like « Km2 »',
    })
  })
})
