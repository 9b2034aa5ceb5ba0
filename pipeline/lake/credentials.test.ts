import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChainedTokenCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'
import { StorageSharedKeyCredential } from '@azure/storage-blob'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../catalog/config-error.ts'
import { azureCredential, azureStorageCredential, identityOf, refuseGoogleKey } from './credentials.ts'

const POD = { AZURE_CLIENT_ID: 'c', AZURE_TENANT_ID: 't', AZURE_FEDERATED_TOKEN_FILE: '/var/run/token' }

describe('an identity', () => {
  it.each([
    [{}, 'developer', ChainedTokenCredential],
    [
      { IDENTITY_ENDPOINT: 'http://169.254.0.1/token', AZURE_CLIENT_ID: 'c' },
      'managed',
      ManagedIdentityCredential,
    ],
    [POD, 'workload', WorkloadIdentityCredential],
    [{ ...POD, GRID_IDENTITY: 'managed' }, 'managed', ManagedIdentityCredential],
    [{ ...POD, GRID_IDENTITY: 'developer' }, 'developer', ChainedTokenCredential],
    [{ GRID_IDENTITY: '', ...POD }, 'workload', WorkloadIdentityCredential],
  ] as const)('in %j is that of %s', (environment, identity, kind) => {
    expect(identityOf(environment)).toBe(identity)
    expect(azureCredential(environment)).toBeInstanceOf(kind)
  })

  it('is never a secret that happens to stand in the environment', () => {
    const environment = { AZURE_CLIENT_ID: 'c', AZURE_TENANT_ID: 't', AZURE_CLIENT_SECRET: 's' }
    expect(azureCredential(environment)).toBeInstanceOf(ChainedTokenCredential)
  })

  it('has a known name', () => {
    expect(() => identityOf({ GRID_IDENTITY: 'key' })).toThrow(
      'GRID_IDENTITY=key: expected managed, workload, developer, or nothing',
    )
  })

  it.each(Object.keys(POD))('of a workload needs %s', name => {
    const environment = { ...POD, GRID_IDENTITY: 'workload', [name]: undefined }
    expect(() => azureCredential(environment)).toThrow(ConfigError)
    expect(() => azureCredential(environment)).toThrow(`${name}: is not set`)
  })
})

describe('storage', () => {
  it('of an emulator over plain HTTP is opened by the account that every emulator has', () => {
    for (const host of ['127.0.0.1:10000', 'azurite:10000', 'localhost']) {
      const credential = azureStorageCredential(new URL(`http://${host}/devstoreaccount1/lake`), {})
      expect(credential).toBeInstanceOf(StorageSharedKeyCredential)
    }
  })

  it('over https is opened by an identity, wherever it is', () => {
    for (const url of [
      'https://a.blob.core.windows.net/lake',
      'https://127.0.0.1:10000/devstoreaccount1/lake',
    ]) {
      expect(azureStorageCredential(new URL(url), {})).toBeInstanceOf(ChainedTokenCredential)
    }
  })

  it.each([
    'http://a.blob.core.windows.net/lake',
    'http://127.0.0.1:10000/other/lake',
    'http://127.0.0.1:10000/devstoreaccount12/lake',
    'http://azurite.example.org/devstoreaccount1/lake',
  ])('is not reached through %s', url => {
    expect(() => azureStorageCredential(new URL(url), {})).toThrow(ConfigError)
  })
})

describe('an identity of Google', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-google-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const fileWith = (content: string) => {
    const path = join(folder, 'credentials.json')
    writeFileSync(path, content)
    return { GOOGLE_APPLICATION_CREDENTIALS: path }
  }

  it('may be federated, or found without a file', () => {
    expect(() => refuseGoogleKey({})).not.toThrow()
    expect(() => refuseGoogleKey(fileWith('{"type":"external_account"}'))).not.toThrow()
  })

  it('is refused when it is a private key', () => {
    const environment = fileWith('{"type":"service_account","private_key":"hunter2"}')
    expect(() => refuseGoogleKey(environment)).toThrow('is the private key of a service account')
    expect(() => refuseGoogleKey(environment)).not.toThrow(/hunter2/)
  })

  it('says which file is not there or no configuration', () => {
    expect(() => refuseGoogleKey({ GOOGLE_APPLICATION_CREDENTIALS: '/not/there' })).toThrow('/not/there')
    expect(() => refuseGoogleKey(fileWith('key'))).toThrow(ConfigError)
  })
})
