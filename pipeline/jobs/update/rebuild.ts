/**
 * Job: remake silver and gold from bronze alone. The new warehouse is made beside the old one, which
 * serves until the new one takes its name.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { remakeGold } from '../../gold/update-gold.ts'
import type { OnProgress } from '../../silver/update-silver.ts'
import { forgetSilver } from '../../silver/update-silver.ts'
import { storeWholeJournal } from '../feeds/run-journal.ts'
import { storeLedgers } from '../forecasting/store-ledgers.ts'
import type { Home } from '../home.ts'
import { inTurn } from './in-turn.ts'
import { type Update, updateLayers } from './update-layers.ts'

/** In the lake while a rebuild is under way. */
const REBUILDING = 'gold/rebuilding'

export async function isRebuildCutOff({ lake }: Home): Promise<boolean> {
  return (await lake.list(REBUILDING)).length > 0
}

export async function rebuild(home: Home, onProgress?: OnProgress): Promise<Update> {
  return inTurn(home, () => remake(home, onProgress))
}

/** What `rebuild` does once no other update is at work. */
export async function remake(home: Home, onProgress?: OnProgress): Promise<Update> {
  await home.lake.replace(REBUILDING, new Uint8Array())
  await forgetSilver(home.lake)
  const update =
    home.warehouse.kind === 'duckdb'
      ? await remakeBeside(home, home.warehouse, onProgress)
      : // A server serves what it had until the transaction is committed.
        await updateLayers(home, onProgress, remakeGold)
  await home.lake.remove(REBUILDING)
  return update
}

async function remakeBeside(home: Home, current: DuckDbWarehouse, onProgress?: OnProgress): Promise<Update> {
  const remade = `${current.path}.remade`
  await removeWarehouse(remade)
  const warehouse = openDuckDbWarehouse(remade)
  try {
    const update = await updateLayers({ ...home, warehouse }, onProgress)
    await storeWholeJournal({ ...home, warehouse })
    // Nothing in bronze makes no warehouse.
    const isMade = existsSync(remade)
    if (isMade) {
      await storeLedgers({ lake: home.lake, warehouse })
    }
    await warehouse.close()
    if (isMade) await current.replaceWith(remade)
    return update
  } finally {
    await warehouse.close()
    await removeWarehouse(remade)
  }
}

async function removeWarehouse(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
}
