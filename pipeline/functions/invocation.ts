/** One call of a function: the chain it works on, and that what it tells is sent before the process may be frozen. */
import type { Chain } from '../jobs/chain/open-chain.ts'

/** Opens what the steps work on, once a process; nobody closes it: the host ends the process. */
export type OpenChain = () => Promise<Chain>

/** The host lets a call take half an hour; the fetch is cut off before, so that it can still be told. */
export const LONGEST_FETCH_MS = 25 * 60_000

export async function onChain<T>(open: OpenChain, work: (chain: Chain) => Promise<T>): Promise<T> {
  const chain = await open()
  try {
    return await work(chain)
  } finally {
    await chain.home.telemetry.flush()
  }
}

/** One for all calls of a process. One that could not be opened is tried again by the next call. */
export function openOnce(open: OpenChain): OpenChain {
  let opened: Promise<Chain> | undefined
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
}
