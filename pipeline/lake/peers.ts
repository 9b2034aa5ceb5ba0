/**
 * The servers that tests of remote lakes run against, as `npm run peers` installs them: Azurite, over https with
 * tokens, and fake-gcs-server. Each runs in memory, on a port of its own, until the test has ended.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TokenCredential } from '@azure/identity'
import { describe, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const AZURITE = join(ROOT, 'peers/node_modules/azurite/dist/src/azurite.js')
const FAKE_GCS = join(ROOT, 'node_modules/.cache/peers/fake-gcs-server')

/**
 * `describe`, for tests that need the servers. Where they are missing the report says so; in continuous
 * integration that is a failure, because a proof that silently stops running proves nothing.
 */
export function describeWithPeers(
  title: string,
  { CI }: { readonly CI?: string | undefined },
  tests: () => void,
): void {
  const missing = [AZURITE, FAKE_GCS].filter(path => !existsSync(path))
  if (missing.length === 0) return void describe(title, tests)
  const reason = `${missing.join(' and ')}: not installed; npm run peers installs them`
  it(title, ({ skip }) => {
    if (CI) throw new Error(reason)
    // The usual reporter tells that a test was skipped, and keeps the reason to itself.
    process.stderr.write(`skipped « ${title} »: ${reason}\n`)
    skip(reason)
  })
}

export interface Peer {
  /** `https://127.0.0.1:<port>`, without a path. */
  readonly origin: string
  stop(): Promise<void>
}

export interface AzuritePeer extends Peer {
  readonly queueOrigin: string
  /** A certificate that nobody else trusts, PEM; and where it lies. */
  readonly certificate: string
  readonly certificatePath: string
}

/** @param scheme `http`: with the emulator's own account; `https`: with tokens. */
export async function startAzurite(scheme: 'http' | 'https' = 'https'): Promise<AzuritePeer> {
  const folder = mkdtempSync(join(tmpdir(), 'grid-azurite-'))
  const certificatePath = join(folder, 'certificate.pem')
  const keyPath = join(folder, 'key.pem')
  makeCertificate(certificatePath, keyPath)
  const [blob = 0, queue = 0, table = 0] = await freePorts(3)
  const secure = scheme === 'https' ? ['--oauth', 'basic', '--cert', certificatePath, '--key', keyPath] : []
  const child = spawn(
    process.execPath,
    [AZURITE, '--inMemoryPersistence', '--skipApiVersionCheck', '--silent', '--disableTelemetry', ...secure]
      .concat(['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'])
      .concat(['--blobPort', `${blob}`, '--queuePort', `${queue}`, '--tablePort', `${table}`]),
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  await portOpened(child, queue)
  await portOpened(child, blob)
  return {
    origin: `${scheme}://127.0.0.1:${blob}`,
    queueOrigin: `${scheme}://127.0.0.1:${queue}`,
    certificate: readFileSync(certificatePath, 'utf8'),
    certificatePath,
    stop: async () => {
      await stop(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function startFakeGcs(): Promise<Peer> {
  const [port = 0] = await freePorts(1)
  const origin = `http://127.0.0.1:${port}`
  const child = spawn(
    FAKE_GCS,
    ['-backend', 'memory', '-scheme', 'http', '-host', '127.0.0.1', '-port', `${port}`].concat([
      '-public-host',
      `127.0.0.1:${port}`,
      '-external-url',
      origin,
      '-log-level',
      'error',
    ]),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  await portOpened(child, port)
  return { origin, stop: () => stop(child) }
}

/** A token that Azurite's basic check takes: it looks at the claims, not at the signature. */
export function emulatorCredential(): TokenCredential {
  return {
    async getToken() {
      const seconds = Math.floor(Date.now() / 1000)
      const claims = {
        iss: 'https://sts.windows.net/00000000-0000-0000-0000-000000000000/',
        aud: 'https://storage.azure.com',
        iat: seconds - 60,
        nbf: seconds - 60,
        exp: seconds + 3600,
      }
      const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
      return {
        token: `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('unsigned').toString('base64url')}`,
        expiresOnTimestamp: claims.exp * 1000,
      }
    },
  }
}

function makeCertificate(certificatePath: string, keyPath: string): void {
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'].concat([
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      keyPath,
      '-out',
      certificatePath,
    ]),
    { stdio: 'ignore' },
  )
}

/** Free at the moment; held together, so that no two are the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => once(server.close(), 'close')))
  return ports
}

async function portOpened(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`${child.spawnfile}: ended with ${child.exitCode} before it listened`)
    const answers = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      (error: { cause?: { code?: string } }) => error.cause?.code !== 'ECONNREFUSED',
    )
    if (answers) return
    await sleep(50)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
