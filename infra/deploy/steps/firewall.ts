/** Opens the firewall of a SQL server for one address, for as long as a piece of work takes. */
import { callService, type Service } from './service-call.ts'

const VERSION = 'api-version=2023-08-01'

export interface ServerAddress {
  /** `https://management.azure.com`, without a slash at the end. */
  readonly management: string
  /** `/subscriptions/…/providers/Microsoft.Sql/servers/<name>` */
  readonly serverId: string
}

/** The rule is deleted whatever becomes of the work. Several runs at a time have a rule each. */
export async function withFirewallOpen<T>(
  service: Service,
  { management, serverId }: ServerAddress,
  rule: { readonly name: string; readonly address: string },
  work: () => Promise<T>,
): Promise<T> {
  const url = `${management}${serverId}/firewallRules/${rule.name}?${VERSION}`
  const { address } = rule
  try {
    await callService(service, {
      method: 'PUT',
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ properties: { startIpAddress: address, endIpAddress: address } }),
    })
    service.progress(`firewall: open for ${address}`)
    return await work()
  } finally {
    await callService(service, { method: 'DELETE', url, expected: [404] })
    service.progress(`firewall: closed again for ${address}`)
  }
}
