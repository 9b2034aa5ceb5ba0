/** Work on many objects of a lake, several at a time: each answer of a remote store takes its while. */

/** Requests under way at once: more gain nothing on one connection pool. */
const AT_ONCE = 64

/** What `work` gives for each item, in the order of the items. The first failure is told when all begun have ended. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce: number = AT_ONCE,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  let hasFailed = false
  const worker = async () => {
    while (!hasFailed && next < items.length) {
      const index = next++
      try {
        results[index] = await work(items[index] as Item) // the index is below the length
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return results
}
