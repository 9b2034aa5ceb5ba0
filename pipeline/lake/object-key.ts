/** What a key is: names separated by single slashes, so that it can be a path on every store. */

/** @throws RangeError for anything else. */
export function checkKey(key: string): void {
  if (key.split('/').every(part => part !== '' && part !== '.' && part !== '..')) return
  throw new RangeError(`object key ${JSON.stringify(key)}: expected names separated by single slashes`)
}

/** The folders that a prefix names in full, with the slash: `a/b/c` → `a/b/`. @throws RangeError */
export function folderOf(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (folder !== '') checkKey(folder.slice(0, -1))
  return folder
}
