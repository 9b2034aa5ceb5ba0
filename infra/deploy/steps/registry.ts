/**
 * Signs in to a container registry with a token of Entra ID, and asks it what it holds.
 *
 * The registry exchanges the token for one of its own, which docker takes as a password; it lives for three
 * hours, and is handed on by standard input alone.
 */
import { z } from 'zod'
import { callService, type Service, tokenFor } from './service-call.ts'

const Refresh = z.object({ refresh_token: z.string().min(1) })
const Access = z.object({ access_token: z.string().min(1) })

/** Who bears such a token, whoever it is. */
export const TOKEN_USER = '00000000-0000-0000-0000-000000000000'

/** @param endpoint `https://<name>.azurecr.io`, without a slash at the end. */
export async function signIn(service: Service, endpoint: string): Promise<string> {
  const access_token = await tokenFor(service)
  const { text } = await callService(service, {
    method: 'POST',
    isAnonymous: true,
    url: `${endpoint}/oauth2/exchange`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form({ grant_type: 'access_token', service: new URL(endpoint).host, access_token }),
  })
  return Refresh.parse(JSON.parse(text)).refresh_token
}

/** The digest of an image that is there already; undefined: it is not. */
export async function digestOf(
  service: Service,
  endpoint: string,
  refreshToken: string,
  { repository, tag }: { readonly repository: string; readonly tag: string },
): Promise<string | undefined> {
  const answer = await callService(service, {
    method: 'POST',
    isAnonymous: true,
    url: `${endpoint}/oauth2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form({
      grant_type: 'refresh_token',
      service: new URL(endpoint).host,
      scope: `repository:${repository}:pull`,
      refresh_token: refreshToken,
    }),
  })
  const bearer = Access.parse(JSON.parse(answer.text)).access_token
  const asRegistry: Service = {
    ...service,
    credential: { getToken: async () => ({ token: bearer, expiresOnTimestamp: 0 }) },
  }
  const { status, headers } = await callService(asRegistry, {
    method: 'HEAD',
    url: `${endpoint}/v2/${repository}/manifests/${tag}`,
    headers: {
      accept:
        'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json',
    },
    expected: [404],
  })
  return status === 404 ? undefined : (headers.get('docker-content-digest') ?? undefined)
}

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString()
