import { ChainedTokenCredential, ClientAssertionCredential } from '@azure/identity'
import { describe, expect, it } from 'vitest'
import { deployCredential, githubToken } from './deploy-credential.ts'
import { startService } from './loopback-service.ts'

const github = (url: string) => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?run=7`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the run',
})
const ids = {
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000001',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000002',
}

describe('who deploys', () => {
  it('is the signed-in person on their own machine', () => {
    expect(deployCredential({})).toBeInstanceOf(ChainedTokenCredential)
  })

  it('is the identity that trusts the workflow, on GitHub', () => {
    expect(deployCredential({ ...github('https://example.test'), ...ids })).toBeInstanceOf(
      ClientAssertionCredential,
    )
  })

  it('must be said by the workflow', () => {
    expect(() => deployCredential(github('https://example.test'))).toThrow('AZURE_TENANT_ID: is not set')
  })
})

describe('the token of GitHub', () => {
  it('is asked for with the audience that Entra ID expects', async () => {
    await using server = await startService([{ status: 200, body: { value: 'signed by GitHub' } }])
    expect(await githubToken(github(server.url))).toBe('signed by GitHub')
    expect(server.requests[0]?.path).toBe('/token?run=7&audience=api%3A%2F%2FAzureADTokenExchange')
    expect(server.requests[0]?.authorization).toBe('Bearer of the run')
  })

  it.each([
    [{ status: 403 }, '403: expected 200'],
    [{ status: 200, body: {} }, 'holds no value'],
  ])('is missed when the answer is %o', async (answer, reason) => {
    await using server = await startService([answer])
    await expect(githubToken(github(server.url))).rejects.toThrow(reason)
  })
})
