/** The jobs that Kubernetes starts, as the catalogue has them: one for each feed with a schedule, and those that forecast. */
import { stringify } from 'yaml'
import type { Feed } from '../pipeline/catalog/feeds.ts'
import { FIT_SCHEDULE, FORECAST_SCHEDULE } from '../pipeline/catalog/forecasting.ts'
import { schedulePeriodMinutes } from '../pipeline/catalog/schedule.ts'

export const CRON_JOBS_FILE = 'infra/kubernetes/base/cron-jobs.yaml'

/** A command of `grid` and when it is given. */
interface CronWork {
  readonly name: string
  /** Of the container. */
  readonly verb: string
  readonly words: readonly string[]
  /** Six fields, UTC. */
  readonly schedule: string
  readonly isSuspended: boolean
  readonly cpu: string
  readonly memory: { readonly request: string; readonly limit: string }
}

/** Runs only where a database is configured: an overlay that does so lifts the suspension. */
const CONFIGURED_BY_OWNER = ['sql-source']
/** Work that takes longer hangs. */
const LONGEST_RUN_SECONDS = 3600
/** Kubernetes gives up on a job of which it missed a hundred starts, unless it is told to look no further back. */
const LONGEST_DELAY_SECONDS = 1800

const HEADER = `# Made from the catalogue by \`npm run manifests\`: change feeds and schedules there, not here.\n`
const MEMORY = { request: '1Gi', limit: '2Gi' } as const

const FORECASTING: readonly CronWork[] = [
  {
    name: 'forecast-issue',
    verb: 'issue',
    words: ['forecast', 'issue'],
    schedule: FORECAST_SCHEDULE,
    isSuspended: false,
    cpu: '250m',
    memory: MEMORY,
  },
  {
    name: 'forecast-nightly',
    verb: 'fit',
    words: ['forecast', 'nightly'],
    schedule: FIT_SCHEDULE,
    isSuspended: false,
    cpu: '1',
    memory: MEMORY,
  },
]

export function cronJobs(feeds: readonly Feed[]): string {
  const works = [...feeds.filter(({ status }) => status === 'active').flatMap(fetching), ...FORECASTING]
  return HEADER + works.map(work => stringify(cronJob(work), { lineWidth: 0 })).join('---\n')
}

function fetching({ feed_id, schedule }: Feed): CronWork[] {
  if (schedule === null) return []
  return [
    {
      name: `fetch-${feed_id}`,
      verb: 'fetch',
      words: ['fetch', '--feed', feed_id],
      schedule,
      isSuspended: CONFIGURED_BY_OWNER.includes(feed_id),
      cpu: '250m',
      memory: MEMORY,
    },
  ]
}

function cronJob(work: CronWork) {
  const { name, schedule, isSuspended } = work
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule: toCron(schedule),
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: Math.min(LONGEST_DELAY_SECONDS, (schedulePeriodMinutes(schedule) * 60) / 2),
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      ...(isSuspended && { suspend: true }),
      jobTemplate: {
        spec: {
          // What was missed is made up for by the next run: fetches reach back, nights do what is left, and an hour not issued stays so.
          backoffLimit: 0,
          activeDeadlineSeconds: LONGEST_RUN_SECONDS,
          ttlSecondsAfterFinished: 24 * 3600,
          template: {
            metadata: { labels: { 'app.kubernetes.io/component': 'pipeline' } },
            spec: podOf(work),
          },
        },
      },
    },
  }
}

const podOf = ({ verb, words, cpu, memory }: CronWork) => ({
  serviceAccountName: 'pipeline',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  restartPolicy: 'Never',
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [
    {
      name: verb,
      image: 'grid-power-stream',
      args: ['pipeline/jobs/grid.ts', ...words],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      resources: { requests: { cpu, memory: memory.request }, limits: { memory: memory.limit } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [
        { name: 'home', mountPath: '/data' },
        { name: 'scratch', mountPath: '/tmp' },
      ],
    },
  ],
  volumes: [
    { name: 'home', emptyDir: { sizeLimit: '4Gi' } },
    { name: 'scratch', emptyDir: { sizeLimit: '4Gi' } },
  ],
})

/**
 * Five fields, without the seconds; a start with a step becomes a range, which every cron understands.
 *
 * @throws RangeError for a schedule that is not on the minute: Kubernetes has no seconds.
 */
export function toCron(schedule: string): string {
  const [second, ...fields] = schedule.split(' ')
  if (second !== '0' || fields.length !== 5) {
    throw new RangeError(`schedule ${schedule}: expected six fields, the first of them 0`)
  }
  return fields.map((field, index) => field.replace(/^(\d+)\//, `$1-${LAST[index]}/`)).join(' ')
}

/** Of minute, hour, day of the month, month, day of the week. */
const LAST = [59, 23, 31, 12, 6]
