/** Gets into a database, through its firewall if it must and may, does the work, and closes behind itself. */
import { type DatabaseSession, FirewallError } from './database-session.ts'
import { type ServerAddress, withFirewallOpen } from './firewall.ts'
import type { Service } from './service-call.ts'

/** @param place the server whose firewall may be opened; undefined: it may not. */
export async function letIn<T>(
  service: Service,
  place: ServerAddress | undefined,
  open: () => Promise<DatabaseSession>,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const first = await openOrBlocked(open)
  if (!(first instanceof FirewallError)) return closing(first, work)
  if (place === undefined) throw first
  const { address } = first
  // The server says which address it sees; no other is let in.
  const rule = { name: `deploy-${address.replaceAll('.', '-')}`, address }
  return withFirewallOpen(service, place, rule, async () => closing(await untilOpen(service, open), work))
}

async function openOrBlocked(open: () => Promise<DatabaseSession>): Promise<DatabaseSession | FirewallError> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof FirewallError) return error
    throw error
  }
}

/** A rule takes up to five minutes to hold. */
async function untilOpen({ patience, progress }: Service, open: () => Promise<DatabaseSession>) {
  for (const pause of patience.pauses) {
    const session = await openOrBlocked(open)
    if (!(session instanceof FirewallError)) return session
    progress(`firewall: not open yet; again in ${pause / 1000} s`)
    await patience.sleep(pause)
  }
  return open()
}

async function closing<T>(
  session: DatabaseSession,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  try {
    return await work(session)
  } finally {
    session.close()
  }
}
