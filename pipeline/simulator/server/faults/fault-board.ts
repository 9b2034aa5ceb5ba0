/** Which faults are on, for which feeds and since when. */
import { z } from 'zod'
import { SIMULATED_FEEDS, type SimulatedFeed } from '../simulated-feeds.ts'
import {
  FAULT_NAMES,
  type FaultName,
  type FaultParameters,
  faultKind,
  isFaultName,
  withDefaults,
} from './fault-kinds.ts'

/** Asked for a fault, a feed or a parameter that does not exist; the message names what does. */
export class UnknownFaultError extends Error {
  override readonly name = 'UnknownFaultError'
}

export interface ActiveFault {
  readonly since: Date
  readonly parameters: FaultParameters
}

/** The faults that hit one request. */
export type Hits = ReadonlyMap<FaultName, ActiveFault>

export interface FaultDescription {
  readonly name: FaultName
  readonly meaning: string
  readonly feeds: readonly SimulatedFeed[]
  /** JSON Schema of each parameter. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly on: readonly {
    readonly feed: SimulatedFeed
    readonly since: string
    /** As they were given. */
    readonly parameters: unknown
    /** Requests it still hits; null: all of them. */
    readonly hits_left: number | null
  }[]
}

export interface Faults {
  list(): FaultDescription[]
  /**
   * Without a feed: for all feeds that the fault applies to. Switched on again, it starts anew.
   *
   * @throws UnknownFaultError
   */
  switchOn(name: string, options?: { readonly feed?: string } & Readonly<Record<string, unknown>>): void
  /** @throws UnknownFaultError */
  switchOff(name: string, feed?: string): void
  clear(): void
  isOn(name: FaultName, feed: SimulatedFeed): boolean
  /** What hits a request to the feed; the request counts towards the `times` of each. */
  hitting(feed: SimulatedFeed): Hits
}

interface Switched {
  readonly fault: ActiveFault
  readonly given: unknown
  hitsLeft: number
}

export function createFaults(now: () => Date): Faults {
  const board = new Map<FaultName, Map<SimulatedFeed, Switched>>()
  const feedsOf = (name: FaultName) => board.get(name) ?? new Map<SimulatedFeed, Switched>()

  return {
    list: () =>
      FAULT_NAMES.map(name => {
        const { meaning, feeds, parameters } = faultKind(name)
        const { properties = {} } = z.toJSONSchema(parameters, { io: 'input' })
        const on = [...feedsOf(name)].map(([feed, { fault, given, hitsLeft }]) => ({
          feed,
          since: fault.since.toISOString(),
          parameters: given,
          hits_left: Number.isFinite(hitsLeft) ? hitsLeft : null,
        }))
        return { name, meaning, feeds, parameters: properties, on }
      }),
    switchOn(name, { feed, ...given } = {}) {
      const known = knownFault(name)
      const parameters = parametersOf(known, given)
      const feeds = feedsOf(known)
      for (const hit of applicable(known, feed)) {
        feeds.set(hit, { fault: { since: now(), parameters }, given, hitsLeft: parameters.times ?? Infinity })
      }
      board.set(known, feeds)
    },
    switchOff(name, feed) {
      const known = knownFault(name)
      for (const hit of applicable(known, feed)) feedsOf(known).delete(hit)
    },
    clear: () => board.clear(),
    isOn: (name, feed) => feedsOf(name).has(feed),
    hitting(feed) {
      const hits = new Map<FaultName, ActiveFault>()
      for (const [name, feeds] of board) {
        const switched = feeds.get(feed)
        if (!switched || switched.hitsLeft === 0) continue
        switched.hitsLeft--
        hits.set(name, switched.fault)
      }
      return hits
    },
  }
}

function knownFault(name: string): FaultName {
  if (isFaultName(name)) return name
  throw new UnknownFaultError(`no fault ${JSON.stringify(name)}; there are ${FAULT_NAMES.join(', ')}`)
}

function applicable(name: FaultName, feed: string | undefined): readonly SimulatedFeed[] {
  const { feeds } = faultKind(name)
  if (feed === undefined) return feeds
  const wanted = feeds.filter(candidate => candidate === feed)
  if (wanted.length > 0) return wanted
  const isFeed = SIMULATED_FEEDS.some(candidate => candidate === feed)
  const problem = isFeed ? `${name} does not apply to ${feed}` : `no feed ${JSON.stringify(feed)}`
  throw new UnknownFaultError(`${problem}; ${name} applies to ${feeds.join(', ')}`)
}

function parametersOf(name: FaultName, given: unknown): FaultParameters {
  const { parameters } = faultKind(name)
  const parsed = parameters.safeParse(given)
  if (parsed.success) return withDefaults(parsed.data)
  const takes = Object.keys(parameters.shape).join(', ')
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.')
  throw new UnknownFaultError(
    `${name}: ${where ? `${where}: ` : ''}${issue?.message}; it takes feed, ${takes}`,
  )
}
