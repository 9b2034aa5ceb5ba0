/** `npm run manifests`: writes the manifests that follow from the catalogue. */
import { writeFile } from 'node:fs/promises'
import { FEEDS } from '../pipeline/catalog/feeds.ts'
import { CRON_JOBS_FILE, cronJobs } from './cron-jobs.ts'

await writeFile(CRON_JOBS_FILE, cronJobs(FEEDS))
