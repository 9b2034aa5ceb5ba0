/** Bytes of the files below a folder. */
import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'

export async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0
  for await (const path of glob('**/*', { cwd: folder })) {
    const file = await stat(join(folder, path))
    if (file.isFile()) bytes += file.size
  }
  return bytes
}
