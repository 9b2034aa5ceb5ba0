/**
 * Publishes a package to a function app on Flex Consumption: one upload, then the deployment is followed to
 * its end. Doing it twice leaves the same code there, and so it is done again where the app may not write to its own
 * storage yet: roles of a new app spread for minutes, and until then the deployment itself fails.
 */
import { z } from 'zod'
import { DeployError } from './deploy-error.ts'
import { callService, type Service } from './service-call.ts'

const Deployment = z.object({
  id: z.string(),
  status: z.int(),
  status_text: z.string().nullish(),
  progress: z.string().nullish(),
  complete: z.boolean().nullish(),
})
type Deployment = z.output<typeof Deployment>

const FAILED = 3
const SUCCEEDED = 4
/** As the service words it: the package could not be put into the container of the app. */
const NO_STORAGE_YET =
  /InaccessibleStorage|StorageAccessibleCheck|BlobUploadFailed|Storage responded with Forbidden|not authorized to perform this operation/

/**
 * @param endpoint `https://<app>.scm.azurewebsites.net`, without a slash at the end.
 * @returns the id of the deployment.
 * @throws DeployError with what the service says of a deployment that failed or did not end in time.
 */
export async function publishPackage(
  service: Service,
  endpoint: string,
  zip: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { patience, progress } = service
  for (const pause of patience.pauses) {
    try {
      return await publishOnce(service, endpoint, zip)
    } catch (error) {
      if (!(error instanceof DeployError) || !NO_STORAGE_YET.test(error.message)) throw error
      progress(`the app may not write to its storage yet; again in ${pause / 1000} s`)
      await patience.sleep(pause)
    }
  }
  return publishOnce(service, endpoint, zip)
}

async function publishOnce(
  service: Service,
  endpoint: string,
  zip: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const latest = `${endpoint}/api/deployments/latest`
  const before = await readDeployment(service, latest)
  const accepted = await callService(service, {
    method: 'POST',
    url: `${endpoint}/api/publish?type=zip&RemoteBuild=false&Deployer=grid-power-stream`,
    headers: { 'content-type': 'application/zip' },
    body: zip,
  })
  const own = ownPage(accepted.headers.get('location'), endpoint)
  return follow(service, own ?? latest, own === undefined ? before?.id : undefined)
}

/** The service names the page of the deployment; another host than its own gets no token of ours. */
function ownPage(location: string | null, endpoint: string): string | undefined {
  const url = location === null ? null : URL.parse(location, endpoint)
  return url?.origin === new URL(endpoint).origin ? url.href : undefined
}

/** Undefined: there is none yet. */
async function readDeployment(service: Service, url: string): Promise<Deployment | undefined> {
  const { status, text } = await callService(service, { method: 'GET', url, expected: [404] })
  return status === 404 || text === '' ? undefined : Deployment.parse(JSON.parse(text))
}

/** @param previous the deployment of before, which `latest` still shows for a while. */
async function follow(service: Service, url: string, previous: string | undefined): Promise<string> {
  const { patience, progress } = service
  for (const pause of patience.pauses) {
    const deployment = await readDeployment(service, url)
    if (deployment !== undefined && deployment.id !== previous) {
      if (deployment.status === SUCCEEDED) return deployment.id
      if (deployment.status === FAILED || deployment.complete) throw failure(deployment)
      progress(`deployment ${deployment.id}: ${deployment.progress || deployment.status_text || 'at work'}`)
    }
    await patience.sleep(pause)
  }
  throw new DeployError(`GET ${url}: the deployment did not end in time`)
}

const failure = ({ id, status, status_text }: Deployment) =>
  new DeployError(
    `deployment ${id}: ended with status ${status}, expected ${SUCCEEDED}: ${status_text ?? 'no reason given'}`,
  )
