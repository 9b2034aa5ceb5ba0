/**
 * Who deploys: in a workflow of GitHub, the identity that trusts its token; elsewhere, whoever is signed in to
 * the Azure CLI or the Azure Developer CLI. Never a secret.
 */
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  ClientAssertionCredential,
  type TokenCredential,
} from '@azure/identity'
import { DeployError } from './deploy-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What Entra ID expects such a token to be made out to. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange'

/** @throws DeployError when a workflow does not say as whom it signs in. */
export function deployCredential(environment: Environment): TokenCredential {
  const { AZURE_TENANT_ID: tenantId } = environment
  if (isGithub(environment)) {
    return new ClientAssertionCredential(
      required(environment, 'AZURE_TENANT_ID'),
      required(environment, 'AZURE_CLIENT_ID'),
      () => githubToken(environment),
    )
  }
  const tenant = tenantId ? { tenantId } : {}
  return new ChainedTokenCredential(new AzureCliCredential(tenant), new AzureDeveloperCliCredential(tenant))
}

/** The marks of a job that may ask for a token (`permissions: id-token: write`). */
export const isGithub = (environment: Environment): boolean =>
  Boolean(environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN)

/** A token of GitHub that says which workflow of which repository this is; it lives for minutes. */
export async function githubToken(environment: Environment): Promise<string> {
  const url = new URL(required(environment, 'ACTIONS_ID_TOKEN_REQUEST_URL'))
  url.searchParams.set('audience', EXCHANGE_AUDIENCE)
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${required(environment, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')}` },
  })
  if (!response.ok) throw new DeployError(`GitHub’s tokens: ${response.status}: expected 200`)
  const answer: unknown = await response.json()
  const token = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : undefined
  if (typeof token !== 'string') throw new DeployError('GitHub’s tokens: the answer holds no value')
  return token
}

function required(environment: Environment, name: string): string {
  const value = environment[name]
  if (value) return value
  throw new DeployError(`${name}: is not set: expected it from the workflow (docs/operations/bootstrap.md)`)
}
