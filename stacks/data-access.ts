/**
 * Who may do what with the data: for each job, its rights on layers of the lake and on queues, and no more.
 *
 * Bookkeeping lies beside the layers: `runs` (the journal of feed runs), `fills` (what a backfill has done), `quota`
 * (what publishers were asked) and `home` (whether the lake holds published or simulated data).
 */
import type { Role } from '../infra/roles.ts'

export const LAYERS = ['bronze', 'silver', 'gold', 'runs', 'fills', 'quota', 'home'] as const
export type Layer = (typeof LAYERS)[number]

/** Each is named after the step that is told; bronze tells silver, silver tells gold, gold tells forecast. */
export const QUEUES = ['silver', 'gold', 'forecast'] as const
export type Queue = (typeof QUEUES)[number] | `${(typeof QUEUES)[number]}-poison`

/** Jobs that run as function apps. */
export const JOBS = ['ingest', 'transform', 'load'] as const
export type Job = (typeof JOBS)[number]

/**
 * The API serves; `deploy` publishes code and images and sees no data; Spark may do what `transform` does. `pipeline` is
 * what a cluster's jobs run as: each does the work of all three in one process, without queues.
 */
export const IDENTITIES = [...JOBS, 'api', 'deploy', 'spark', 'pipeline'] as const
export type IdentityName = (typeof IDENTITIES)[number]

export interface DataRights {
  readonly layers: Readonly<Partial<Record<Layer, Role>>>
  readonly queues: Readonly<Partial<Record<Queue, Role>>>
  /** Its role in the database, which the migration grants. Null: it can't sign in there. */
  readonly database_role: 'loader' | 'reader' | null
}

const READS = 'Storage Blob Data Reader'
const WRITES = 'Storage Blob Data Contributor'
const TELLS = 'Storage Queue Data Message Sender'
/** Takes messages and, when they can't be handled, puts them into the poison queue. */
const HANDLES = 'Storage Queue Data Contributor'

export const DATA_RIGHTS: Readonly<Record<IdentityName, DataRights>> = {
  ingest: {
    // The window of a fetch follows from the newest value held, which silver's load records tell.
    layers: { bronze: WRITES, runs: WRITES, fills: WRITES, quota: WRITES, home: WRITES, silver: READS },
    queues: { silver: TELLS },
    database_role: null,
  },
  transform: {
    // It enters into the journal the runs that brought news.
    layers: { bronze: READS, silver: WRITES, runs: WRITES, home: READS },
    queues: { silver: HANDLES, 'silver-poison': HANDLES, gold: TELLS },
    database_role: null,
  },
  load: {
    // Beside the warehouse it forecasts: the ledger of what was said lies in the layer gold.
    layers: { bronze: READS, silver: READS, runs: READS, home: READS, gold: WRITES },
    queues: { gold: HANDLES, 'gold-poison': HANDLES, forecast: HANDLES, 'forecast-poison': HANDLES },
    database_role: 'loader',
  },
  api: { layers: { gold: READS }, queues: {}, database_role: 'reader' },
  deploy: { layers: {}, queues: {}, database_role: null },
  pipeline: {
    layers: {
      bronze: WRITES,
      runs: WRITES,
      fills: WRITES,
      quota: WRITES,
      home: WRITES,
      silver: WRITES,
      gold: WRITES,
    },
    queues: {},
    database_role: 'loader',
  },
  spark: { layers: { bronze: READS, silver: WRITES, home: READS }, queues: {}, database_role: null },
}

/** Those that an environment needs: some are there only with what they run in. */
export const identitiesOf = (has: { readonly databricks: boolean; readonly kubernetes: boolean }) =>
  IDENTITIES.filter(name => (name !== 'spark' || has.databricks) && (name !== 'pipeline' || has.kubernetes))
