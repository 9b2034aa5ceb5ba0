/**
 * Job: remake silver and gold from bronze alone. The new warehouse is made beside the old one, which
 * serves until the new one takes its name.
 */
import { rm } from 'node:fs/promises'
import { openDuckDbWarehouse } from '../gold/duckdb-warehouse.ts'
import type { OnProgress } from '../silver/update-silver.ts'
import { forgetSilver } from '../silver/update-silver.ts'
import { bringUpToDate, type Update } from './bring-up-to-date.ts'
import type { Home } from './home.ts'

export async function rebuild(home: Home, onProgress?: OnProgress): Promise<Update> {
  const remade = `${home.warehouse.path}.remade`
  await removeWarehouse(remade)
  await forgetSilver(home.lake)
  const warehouse = openDuckDbWarehouse(remade)
  try {
    const update = await bringUpToDate({ ...home, warehouse }, onProgress)
    await warehouse.close()
    await home.warehouse.replaceWith(remade)
    return update
  } finally {
    await warehouse.close()
    await removeWarehouse(remade)
  }
}

async function removeWarehouse(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
}
