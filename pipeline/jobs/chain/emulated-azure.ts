/**
 * Azure on this machine, for tests: blobs and queues of Azurite over https, and the endpoint that gives a process of
 * Azure the tokens of its managed identity. What is tested finds them as it does there, by its environment.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { BlobServiceClient } from '@azure/storage-blob'
import { QueueServiceClient } from '@azure/storage-queue'
import { emulatorCredential, startAzurite } from '../../lake/peers.ts'

export interface EmulatedAzure {
  readonly queues: QueueServiceClient
  /** The lake, the queues and the identity, as a process is told of them. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const QUEUES = ['silver', 'gold', 'forecast', 'silver-poison', 'gold-poison', 'forecast-poison']
const HEADER = 'of this test'

export async function startEmulatedAzure(): Promise<EmulatedAzure> {
  const azurite = await startAzurite()
  setDefaultCACertificates([...getCACertificates('default'), azurite.certificate])
  const credential = emulatorCredential()
  const account = (origin: string) => `${origin}/devstoreaccount1`
  await new BlobServiceClient(account(azurite.origin), credential).createContainer('lake')
  const queues = new QueueServiceClient(account(azurite.queueOrigin), credential)
  for (const name of QUEUES) await queues.createQueue(name)
  const identity = createServer(async (request, response) => {
    if (request.headers['x-identity-header'] !== HEADER) return void response.writeHead(401).end()
    const { token, expiresOnTimestamp } = (await credential.getToken('')) ?? {}
    const answer = { access_token: token, expires_on: Math.floor((expiresOnTimestamp ?? 0) / 1000) }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ...answer, resource: 'https://storage.azure.com', token_type: 'Bearer' }))
  }).listen(0, '127.0.0.1')
  await once(identity, 'listening')
  return {
    queues,
    environment: {
      GRID_LAKE: `${account(azurite.origin)}/lake/grid`,
      GRID_QUEUES: account(azurite.queueOrigin),
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/token`,
      IDENTITY_HEADER: HEADER,
    },
    async stop() {
      identity.closeAllConnections()
      identity.close()
      await azurite.stop()
    },
  }
}
