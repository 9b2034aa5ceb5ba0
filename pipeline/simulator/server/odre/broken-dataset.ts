/** A dataset whose rows or columns are not what they were: the faults that act on values. */
import { streamOf, uniformAt } from '../../noise.ts'
import type { Hits } from '../faults/fault-board.ts'
import type { Cell, Column, DatedRow, OdreDataset } from './column.ts'

/** The dataset with the faults of one request; the same one when none of them acts on values. */
export function breakDataset<Row extends DatedRow>(sound: OdreDataset<Row>, hits: Hits): OdreDataset<Row> {
  const columnFaults: ((columns: readonly Column<Row>[]) => Column<Row>[])[] = []
  const drift = hits.get('schema-drift')
  if (drift) columnFaults.push(columns => drifted(columns, drift.parameters.severity))
  if (hits.has('absurd-values')) columnFaults.push(columns => columns.map(absurd))
  if (hits.has('string-numbers')) columnFaults.push(columns => columns.map(asText))
  if (hits.has('meter-level')) columnFaults.push(columns => [...columns, deliveryPoints()])

  return {
    ...sound,
    columns: zone => columnFaults.reduce((columns, act) => act(columns), [...sound.columns(zone)]),
    rowsOf(day, view) {
      if (hits.has('empty')) return []
      const rows = sound.rowsOf(day, view)
      return hits.has('paging-losses') ? lossily(rows) : rows
    },
  }
}

/** Every twentieth row is lost, and the one before it comes twice. */
function lossily<Row>(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1]
    return index % 20 === 19 && before ? [before] : [row]
  })
}

function drifted<Row>(columns: readonly Column<Row>[], severity: 'mild' | 'severe'): Column<Row>[] {
  return columns.flatMap(column => {
    const artefact = /^(column_)(\d+)$/.exec(column.name)
    if (artefact) {
      const name = `${artefact[1]}${Number(artefact[2]) + 2}`
      return [{ ...column, name, label: name.replace('c', 'C').replace('_', ' ') }]
    }
    if (column.name !== 'bioenergies') return [column]
    const added: Column<Row> = { name: 'geothermie', label: 'Géothermie (MW)', as: 'number', read: () => 0 }
    const renamed = { ...column, name: 'bioenergie', label: 'Bioénergie (MW)' }
    return [severity === 'severe' ? renamed : column, added]
  })
}

/** Draws a number for a row and column, always the same one. */
function drawOf<Row extends DatedRow>({ name }: Column<Row>): (row: Row) => number {
  const stream = streamOf(0, `fault:${name}`)
  return row => uniformAt(stream, row.time_key)
}

function absurd<Row extends DatedRow>(column: Column<Row>): Column<Row> {
  if (column.as !== 'number') return column
  const draw = drawOf(column)
  const distorted = (row: Row, value: Cell): Cell => {
    const luck = draw(row)
    if (value === null || luck > 0.06) return value
    return luck < 0.03 ? -99_999 : 1_000 * Math.max(1, Number(value))
  }
  return { ...column, read: row => distorted(row, column.read(row)) }
}

function asText<Row extends DatedRow>(column: Column<Row>): Column<Row> {
  if (column.as !== 'number') return column
  const draw = drawOf(column)
  return {
    ...column,
    as: 'text',
    read(row) {
      const value = column.read(row)
      const luck = draw(row)
      if (value === null || luck > 0.04) return value
      return luck < 0.02 ? 'ND' : '-'
    },
  }
}

/** Invented: no meter has such a number. */
function deliveryPoints<Row extends DatedRow>(): Column<Row> {
  return {
    name: 'point_de_livraison',
    label: 'Point de livraison',
    as: 'text',
    read: row => `00000000${String(row.time_key % 1_000_000).padStart(6, '0')}`,
  }
}
