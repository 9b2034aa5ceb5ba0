/** Protections that an environment does without, each with its reason. Whatever is not here, holds everywhere. */

export interface Waiver {
  readonly rule: string
  readonly environments: readonly string[]
  /** Names of resources. All, unless said. */
  readonly resources?: RegExp
  readonly reason: string
}

const EVERYWHERE = ['dev', 'staging', 'prod']
/** Accounts of function hosts, by the name that a FunctionApp gives them. */
const HOSTS = /^grid[a-z]+host$/

export const WAIVERS: readonly Waiver[] = [
  {
    rule: 'storage-default-deny',
    environments: EVERYWHERE,
    resources: HOSTS,
    reason:
      'The service that unpacks a published package comes from networks that no rule can name. Keys are off, and nothing of the lake is in it.',
  },
  {
    rule: 'storage-private-endpoint',
    environments: EVERYWHERE,
    resources: HOSTS,
    reason: 'As above: publishing a package needs the public endpoint of the host’s own account.',
  },
  {
    rule: 'storage-logging',
    environments: EVERYWHERE,
    resources: HOSTS,
    reason:
      'A host renews its locks every few seconds: that would fill the workspace and say nothing. Deletions are logged.',
  },
  {
    rule: 'storage-private-endpoint',
    environments: ['dev'],
    reason:
      'Hosted runners and developers have to reach it; the firewall lets in the subnets of its network alone.',
  },
  {
    rule: 'storage-replication',
    environments: ['dev'],
    reason: 'What is in it can be fetched or simulated again.',
  },
  {
    rule: 'sql-no-public-access',
    environments: ['dev'],
    reason:
      'A hosted runner migrates it, through a firewall rule that is opened for the run and closed after it.',
  },
  {
    rule: 'sql-zone-redundancy',
    environments: ['dev', 'staging'],
    reason: 'It may be down with a building: nobody’s work rests on it, and it doubles the price.',
  },
  {
    rule: 'sql-long-backups',
    environments: ['dev', 'staging'],
    reason:
      'It pauses when idle, which Azure does not do to a database that has them; gold is made again from bronze.',
  },
  {
    rule: 'web-instances',
    environments: ['dev', 'staging'],
    reason: 'A patch of the platform may interrupt it: nobody’s work rests on it.',
  },
  {
    rule: 'delete-locks',
    environments: ['dev', 'staging'],
    reason: 'It is made and destroyed as work asks for it.',
  },
]
