/** The jobs that Kubernetes starts: one for each feed with a schedule, as the catalogue has it. */
import { stringify } from 'yaml'
import type { Feed } from '../pipeline/catalog/feeds.ts'
import { schedulePeriodMinutes } from '../pipeline/catalog/schedule.ts'

export const CRON_JOBS_FILE = 'infra/kubernetes/base/feed-cron-jobs.yaml'

/** Runs only where a database is configured: an overlay that does so lifts the suspension. */
const CONFIGURED_BY_OWNER = ['sql-source']
/** A fetch that takes longer hangs. */
const LONGEST_RUN_SECONDS = 3600
/** Kubernetes gives up on a job of which it missed a hundred starts, unless it is told to look no further back. */
const LONGEST_DELAY_SECONDS = 1800

const HEADER = `# Made from the catalogue by \`npm run manifests\`: change the feeds there, not here.\n`

export function feedCronJobs(feeds: readonly Feed[]): string {
  const scheduled = feeds.filter(feed => feed.status === 'active' && feed.schedule !== null)
  return HEADER + scheduled.map(feed => stringify(cronJob(feed), { lineWidth: 0 })).join('---\n')
}

function cronJob({ feed_id, schedule }: Feed) {
  const six = schedule ?? ''
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `fetch-${feed_id}` },
    spec: {
      schedule: toCron(six),
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: Math.min(LONGEST_DELAY_SECONDS, (schedulePeriodMinutes(six) * 60) / 2),
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      ...(CONFIGURED_BY_OWNER.includes(feed_id) && { suspend: true }),
      jobTemplate: {
        spec: {
          // What was missed is fetched by the next run: each reaches back from the newest value held.
          backoffLimit: 0,
          activeDeadlineSeconds: LONGEST_RUN_SECONDS,
          ttlSecondsAfterFinished: 24 * 3600,
          template: {
            metadata: { labels: { 'app.kubernetes.io/component': 'pipeline' } },
            spec: podOf(feed_id),
          },
        },
      },
    },
  }
}

const podOf = (feedId: string) => ({
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
      name: 'fetch',
      image: 'grid-power-stream',
      args: ['pipeline/jobs/grid.ts', 'fetch', '--feed', feedId],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      resources: { requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
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
