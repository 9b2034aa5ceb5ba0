/**
 * The one place that makes credentials. All of them are identities that the surroundings vouch for; none is a secret.
 *
 * - `managed`: the identity that Azure gives to what runs in it (AZURE_CLIENT_ID says which);
 * - `workload`: the service account of a Kubernetes pod, exchanged for a token of Entra ID;
 * - `developer`: whoever is signed in to the Azure CLI or the Azure Developer CLI on this machine.
 */
import { readFileSync } from 'node:fs'
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'
import { BlobServiceClient, type StorageSharedKeyCredential } from '@azure/storage-blob'
import { ConfigError } from '../catalog/config-error.ts'
import { isNearby } from './secrets.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const IDENTITIES = ['managed', 'workload', 'developer'] as const
export type Identity = (typeof IDENTITIES)[number]

/**
 * What to sign in with: what GRID_IDENTITY says or, unset, what the surroundings offer.
 *
 * @throws ConfigError for a word that names none.
 */
export function identityOf(environment: Environment): Identity {
  const asked = environment.GRID_IDENTITY
  if (asked === undefined || asked === '') return offeredIdentity(environment)
  const known = IDENTITIES.find(identity => identity === asked)
  if (known) return known
  throw new ConfigError(`GRID_IDENTITY=${asked}: expected ${IDENTITIES.join(', ')}, or nothing`)
}

/** The marks that AKS, and App Service with Functions, leave in the environment of what they run. */
function offeredIdentity({ AZURE_FEDERATED_TOKEN_FILE, IDENTITY_ENDPOINT }: Environment): Identity {
  if (AZURE_FEDERATED_TOKEN_FILE) return 'workload'
  return IDENTITY_ENDPOINT ? 'managed' : 'developer'
}

/**
 * A credential for any service of Azure: storage, queues, and SQL through `token-credential`.
 *
 * @throws ConfigError when a workload identity lacks what Kubernetes should have set.
 */
export function azureCredential(environment: Environment): TokenCredential {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId } = environment
  const identity = identityOf(environment)
  if (identity === 'managed') return new ManagedIdentityCredential(clientId ? { clientId } : {})
  const tenant = tenantId ? { tenantId } : {}
  if (identity === 'developer') {
    return new ChainedTokenCredential(new AzureCliCredential(tenant), new AzureDeveloperCliCredential(tenant))
  }
  return new WorkloadIdentityCredential({
    clientId: required(environment, 'AZURE_CLIENT_ID'),
    tenantId: required(environment, 'AZURE_TENANT_ID'),
    tokenFilePath: required(environment, 'AZURE_FEDERATED_TOKEN_FILE'),
  })
}

function required(environment: Environment, name: string): string {
  const value = environment[name]
  if (value) return value
  throw new ConfigError(
    `${name}: is not set: expected it from Kubernetes, for a pod labelled azure.workload.identity/use, or another GRID_IDENTITY`,
  )
}

/** The account of every Azurite. */
const EMULATED_ACCOUNT = '/devstoreaccount1'

/**
 * A credential for blobs and queues. An emulator that speaks plain HTTP takes no token; its one account has a
 * key that is printed in its manual and opens nothing else.
 *
 * @throws ConfigError for plain HTTP to anything else.
 */
export function azureStorageCredential(
  url: URL,
  environment: Environment,
): TokenCredential | StorageSharedKeyCredential {
  if (url.protocol === 'https:') return azureCredential(environment)
  const isEmulator = isNearby(url.hostname) && `${url.pathname}/`.startsWith(`${EMULATED_ACCOUNT}/`)
  if (!isEmulator) {
    throw new ConfigError(
      `${url.origin}${url.pathname}: expected https://, or http:// to the account ${EMULATED_ACCOUNT.slice(1)} of an emulator on this machine or in the same compose file`,
    )
  }
  const { credential } = BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true')
  return credential as StorageSharedKeyCredential // what the client makes of that string
}

/**
 * Google's clients find their identity themselves (Application Default Credentials): the service account of a
 * machine or pod, a federated identity, or a developer's sign-in. Its file may name how to get a token, not be a key.
 *
 * @throws ConfigError when GOOGLE_APPLICATION_CREDENTIALS leads to a key or to nothing.
 */
export function refuseGoogleKey({ GOOGLE_APPLICATION_CREDENTIALS: path }: Environment): void {
  if (!path) return
  if (typeInside(path) === 'service_account') {
    throw new ConfigError(
      `GOOGLE_APPLICATION_CREDENTIALS=${path}: is the private key of a service account: expected a federated identity or a developer's sign-in (docs/operations.md, « Identity »)`,
    )
  }
}

function typeInside(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).type
  } catch (cause) {
    throw new ConfigError(
      `GOOGLE_APPLICATION_CREDENTIALS=${path}: expected the path of a credential configuration in JSON`,
      { cause },
    )
  }
}
