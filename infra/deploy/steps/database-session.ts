/** A session with the database, opened with a token and with patience: it may be paused, or may not let us in yet. */
import type { TokenCredential } from '@azure/identity'
import tedious from 'tedious'
import { DeployError } from './deploy-error.ts'
import type { Patience } from './patience.ts'

export interface DatabaseAddress {
  readonly server: string
  readonly port: number
  readonly database: string
}

export interface DatabaseSession {
  run(statements: string): Promise<void>
  close(): void
}

/** 40613 paused or moving; the others: busy, failing over, out of workers, not open yet. */
const PASSING = new Set([40613, 40197, 40501, 49918, 49919, 49920, 4060, 10928, 10929])
/** A token whose group membership has not spread yet. */
const NOT_KNOWN_YET = 18456
const FIREWALL = 40615
const NO_PUBLIC_ACCESS = 47073

/** The server lets nobody in from this address. */
export class FirewallError extends DeployError {
  override readonly name = 'FirewallError'
  readonly address: string
  constructor(server: string, address: string) {
    super(
      `${server}: its firewall does not let in ${address}: run this from its network, or let it open the firewall for the run (--open-firewall)`,
    )
    this.address = address
  }
}

export async function openSession(
  address: DatabaseAddress,
  credential: TokenCredential,
  patience: Patience,
  progress: (line: string) => void,
): Promise<DatabaseSession> {
  return patiently(() => connect(address, credential), address, patience, progress)
}

/**
 * Tries until the database lets us in.
 *
 * @throws FirewallError at once; DeployError when its waits are spent, or for what does not pass.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { server, database }: Pick<DatabaseAddress, 'server' | 'database'>,
  { pauses, sleep }: Patience,
  progress: (line: string) => void,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const number = numberOf(error)
      const said = error instanceof Error ? error.message : String(error)
      const blocked = number === FIREWALL ? /\d{1,3}(\.\d{1,3}){3}/.exec(said)?.[0] : undefined
      if (blocked) throw new FirewallError(server, blocked)
      if (number === NO_PUBLIC_ACCESS) {
        throw new DeployError(`${server}: public access is off: run this from a runner in its network`, {
          cause: error,
        })
      }
      const pause = pauses[attempt]
      const mayPass = number !== undefined && (PASSING.has(number) || number === NOT_KNOWN_YET)
      if (!mayPass || pause === undefined) {
        throw new DeployError(`${server}/${database}: ${number ?? 'no number'}: ${said}`, { cause: error })
      }
      progress(`${server}/${database}: ${number}; again in ${pause / 1000} s`)
      await sleep(pause)
    }
  }
}

/** The number of the server's error; undefined where it was not the server that failed. */
function numberOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('number' in error && typeof error.number === 'number') return error.number
  if (error instanceof AggregateError) return error.errors.map(numberOf).find(one => one !== undefined)
  return numberOf(error.cause)
}

function connect(
  { server, port, database }: DatabaseAddress,
  credential: TokenCredential,
): Promise<DatabaseSession> {
  const connection = new tedious.Connection({
    server,
    authentication: { type: 'token-credential', options: { credential } },
    options: { database, port, encrypt: true, connectTimeout: 60_000, requestTimeout: 120_000 },
  })
  const { promise, resolve, reject } = Promise.withResolvers<DatabaseSession>()
  // What breaks the connection breaks the request in flight, which tells it.
  connection.on('error', () => undefined)
  connection.connect(error => {
    if (error) {
      connection.close()
      reject(error)
    } else resolve({ run: statements => runBatch(connection, statements), close: () => connection.close() })
  })
  return promise
}

function runBatch(connection: tedious.Connection, statements: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  connection.execSqlBatch(new tedious.Request(statements, error => (error ? reject(error) : resolve())))
  return promise
}
