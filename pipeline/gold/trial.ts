/** A trial for tests: publications go all the way into a warehouse in a temporary home. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openTrial, type Trial } from '../silver/trial.ts'
import type { GoldCheck } from './duckdb-load.ts'
import { type DuckDbWarehouse, openDuckDbWarehouse } from './duckdb-warehouse.ts'
import type { GoldUpdate } from './gold-update.ts'
import type { Engine } from './sql.ts'
import { updateGold } from './update-gold.ts'

export type GoldRow = Readonly<Record<string, unknown>>

export interface GoldTrial extends Trial {
  readonly warehouse: DuckDbWarehouse
  /** Receive rows of Bretagne on 2026-06-01 as one publication. */
  publish(rows: readonly PublishedRow[], fetchedAt?: string): Promise<void>
  updateAll(check?: GoldCheck): Promise<GoldUpdate>
  /** Gold made from silver anew, in a warehouse of its own; its tables as text. */
  fromScratch(): Promise<readonly string[]>
  /** Facts, revisions, weather and regions, every column, as text. */
  tables(): Promise<readonly string[]>
  goldRows(text: string): Promise<readonly GoldRow[]>
  inGold<T>(work: (engine: Engine) => Promise<T>): Promise<T>
}

export interface PublishedRow {
  /** Local: `00:15`. */
  readonly time: string
  readonly nature?: 'temps réel' | 'consolidées' | 'définitives'
  /** By the publisher's names; a name that no row has is no column. */
  readonly [measure: string]: string | number | undefined
}

const TABLES = ['fact_energy_flow', 'fact_energy_flow_revision', 'weather', 'dim_region']

export async function openGoldTrial(): Promise<GoldTrial> {
  const trial = await openTrial()
  const warehouse = openDuckDbWarehouse(join(trial.home, 'gold', 'warehouse.duckdb'))
  let published = 0

  const goldTrial: GoldTrial = {
    ...trial,
    warehouse,
    async publish(rows, fetchedAt) {
      published++
      await trial.receiveBytes(`${published}.csv`, toCsv(rows, published), fetchedAt)
    },
    async updateAll(check = async () => undefined) {
      await trial.update()
      return updateGold(warehouse, trial.lake, check)
    },
    goldRows: text => warehouse.read(engine => engine.rows(text, [])),
    inGold: work => warehouse.read(work),
    tables: () => Promise.all(TABLES.map(table => wholeTable(warehouse, table))),
    async fromScratch() {
      const fresh = openDuckDbWarehouse(join(trial.home, 'gold', 'fresh.duckdb'))
      await updateGold(fresh, trial.lake, async () => undefined)
      const tables = await Promise.all(TABLES.map(table => wholeTable(fresh, table)))
      await fresh.close()
      await rm(fresh.path)
      return tables
    },
    async close() {
      await warehouse.close()
      await trial.close()
    },
  }
  return goldTrial
}

async function wholeTable(warehouse: ReturnType<typeof openDuckDbWarehouse>, table: string): Promise<string> {
  const rows = await warehouse.read(engine =>
    engine.rows(`SELECT CAST(t AS VARCHAR) AS line FROM ${table} t ORDER BY line`, []),
  )
  return rows.map(({ line }) => String(line)).join('\n')
}

/** The last column makes each publication one of its own. */
function toCsv(rows: readonly PublishedRow[], number: number): string {
  const measures = [...new Set(rows.flatMap(Object.keys))].filter(
    name => name !== 'time' && name !== 'nature',
  )
  const lines = rows.map(({ time, nature = 'temps réel', ...values }) =>
    ['53', `Données ${nature}`, '2026-06-01', time, ...measures.map(name => values[name] ?? ''), number].join(
      ';',
    ),
  )
  return [
    ['Code INSEE région', 'Nature', 'Date', 'Heure', ...measures, 'Column 30'].join(';'),
    ...lines,
    '',
  ].join('\n')
}
