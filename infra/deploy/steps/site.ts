/** A function app as Azure's management knows it: where its code is published to, and its functions. */
import { z } from 'zod'
import { DeployError } from './deploy-error.ts'
import { callService, type Service } from './service-call.ts'

export const MANAGEMENT = 'https://management.azure.com'
export const MANAGEMENT_SCOPE = `${MANAGEMENT}/.default`
const VERSION = 'api-version=2024-04-01'

export interface SiteAddress {
  /** `https://management.azure.com`, without a slash at the end. */
  readonly management: string
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Web/sites/<name>` */
  readonly siteId: string
}

const Site = z.object({
  properties: z.object({
    hostNameSslStates: z.array(z.object({ name: z.string(), hostType: z.string() })),
  }),
})
const FunctionList = z.object({ value: z.array(z.object({ name: z.string() })) })

/** Where its code is published to. Names of newer apps hold a hash, so that it can't be told from the app's name. */
export async function publishingHost(service: Service, { management, siteId }: SiteAddress): Promise<string> {
  const { text } = await callService(service, { method: 'GET', url: `${management}${siteId}?${VERSION}` })
  const site = Site.parse(JSON.parse(text))
  const host = site.properties.hostNameSslStates.find(({ hostType }) => hostType === 'Repository')
  if (host) return host.name
  throw new DeployError(`${siteId}: has no host of type Repository to publish to`)
}

/**
 * Make the host read its triggers anew, and wait until it knows functions. Timers have been seen to stop for
 * good after a deployment until this was done.
 *
 * @returns their names.
 */
export async function syncTriggers(service: Service, site: SiteAddress): Promise<string[]> {
  const { patience, progress } = service
  for (const pause of patience.pauses) {
    await askForSync(service, site)
    const names = await functionNames(service, site)
    if (names.length > 0) return names
    progress(`${site.siteId.split('/').at(-1)}: knows no function yet; again in ${pause / 1000} s`)
    await patience.sleep(pause)
  }
  throw new DeployError(`${site.siteId}: knows no function: is the package one of functions?`)
}

const askForSync = (service: Service, { management, siteId }: SiteAddress) =>
  callService(service, {
    method: 'POST',
    url: `${management}${siteId}/syncfunctiontriggers?${VERSION}`,
    // While the host starts, the management says so with 400.
    expected: [400],
  })

async function functionNames(service: Service, { management, siteId }: SiteAddress): Promise<string[]> {
  const url = `${management}${siteId}/functions?${VERSION}`
  const { text } = await callService(service, { method: 'GET', url })
  const { value } = FunctionList.parse(JSON.parse(text))
  return value.map(({ name }) => name.slice(name.lastIndexOf('/') + 1)).toSorted()
}
