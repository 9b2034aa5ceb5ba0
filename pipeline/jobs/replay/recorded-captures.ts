/**
 * Captures for tests, as a person recorded them from the regional real-time dataset: eleven fields, a few
 * quarters of an hour of three regions. The second capture has an outage of zeros, the third repairs it
 * and revises a value, the fourth is cut in the middle, the fifth is whole again.
 */
const REGIONS = ['11', '53', '84']
const MOMENTS = [
  '2026-06-01T08-20-11Z',
  '2026-06-01T09-20-12Z',
  '2026-06-01T10-20-13Z',
  '2026-06-01T11-20-14Z',
  '2026-06-01T12-20-15Z',
]
const OUTAGE = Date.parse('2026-06-01T08:45:00Z')
const REVISED = Date.parse('2026-06-01T07:00:00Z')
const QUARTER_MS = 900_000

/** Name → content, in no order. */
export function recordedCaptures(): ReadonlyMap<string, string> {
  return new Map(
    MOMENTS.map((name, index): [string, string] => {
      const content = JSON.stringify(rowsAt(index))
      return [`${name}.json`, index === 3 ? content.slice(0, content.length / 2) : content]
    }).toReversed(),
  )
}

function rowsAt(index: number): object[] {
  const first = Date.parse('2026-06-01T06:00:00Z')
  const published = Date.parse('2026-06-01T08:00:00Z') + index * 4 * QUARTER_MS
  const rows: object[] = []
  for (let start = first; start < published + 4 * QUARTER_MS; start += QUARTER_MS) {
    for (const region of REGIONS) {
      const isOut = start === OUTAGE && index === 1
      const isRevised = start === REVISED && region === '53' && index >= 2
      const value = (mw: number) => (start >= published ? null : isOut ? 0 : mw)
      rows.push({
        code_insee_region: region,
        date_heure: new Date(start).toISOString().replace('.000Z', '+00:00'),
        date: '2026-06-01',
        heure: new Date(start + 2 * 3_600_000).toISOString().slice(11, 16),
        consommation: value(4_000 + Number(region)),
        thermique: value(isRevised ? 101 : 100),
        nucleaire: value(0),
        eolien: value(250),
        solaire: value(300),
        hydraulique: value(20),
        bioenergies: value(30),
      })
    }
  }
  return rows
}
