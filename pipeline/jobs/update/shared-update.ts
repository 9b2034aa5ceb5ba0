/**
 * One update of the layers for all who ask for it: whoever asks while one is at work shares the next,
 * which begins when the present one has ended and so sees what they put into bronze.
 */
export function sharedUpdate<T>(update: () => Promise<T>): () => Promise<T> {
  let atWork: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined

  async function afterTheOneAtWork(): Promise<T> {
    // Who asked for the one at work is told if it fails; the next begins all the same.
    await Promise.allSettled([atWork])
    next = undefined
    const begun = update()
    atWork = begun
    return begun
  }

  return () => {
    next ??= afterTheOneAtWork()
    return next
  }
}
