/** Opens what `--to` names: `bitbucket:workspace/repository`, or a lake by its location. */
import { join } from 'node:path'
import type { Environment } from '../../lake/credentials.ts'
import { isRemote, openLake } from '../../lake/open-lake.ts'
import { UsageError } from '../usage-error.ts'
import { bitbucketDestination, parseBitbucket } from './bitbucket.ts'
import type { Destination } from './destination.ts'
import { lakeDestination } from './lake-destination.ts'

/**
 * @param scratch a folder for what is on its way; gone afterwards.
 * @throws UsageError, or ConfigError for a lake that is none or a token that is missing.
 */
export function openDestination(to: string, environment: Environment, scratch: string): Destination {
  if (to.startsWith('bitbucket:')) return openBitbucket(to, environment)
  if (to === '')
    throw new UsageError('--to: is empty: expected a folder, a lake or bitbucket:workspace/repository')
  const copies = { folder: join(scratch, 'copies'), maxBytes: 0, now: () => new Date() }
  return lakeDestination(
    to,
    openLake('--to', isRemote(to) ? to.replace(/\/+$/, '') : to, { environment, copies }),
  )
}

function openBitbucket(to: string, { BITBUCKET_TOKEN: token }: Environment): Destination {
  const repository = parseBitbucket(to)
  if (!repository) throw new UsageError(`--to ${to}: expected bitbucket:workspace/repository`)
  if (!token) {
    throw new UsageError(
      `--to ${to}: expected an access token with the scope repository:write in the variable BITBUCKET_TOKEN`,
    )
  }
  return bitbucketDestination({ ...repository, token })
}
