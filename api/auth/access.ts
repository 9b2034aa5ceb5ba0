/** What a caller may be allowed to do. An endpoint declares one of these; a token must grant it. */

export interface Access {
  /** Scope that a person's client was granted: one of `scp`. */
  readonly scope: string
  /** App role that a program was granted, or a person: one of `roles`. */
  readonly role: string
  readonly meaning: string
}

export const READ_DATA: Access = {
  scope: 'Grid.Read',
  role: 'Grid.Read.All',
  meaning: 'Read the regions, their balance, mix, tension and weather, and how good the data is.',
}

/** What was tried, when, with which errors and at what cost of quotas: for those who operate it. */
export const READ_OPERATIONS: Access = {
  scope: 'Operations.Read',
  role: 'Operations.Read.All',
  meaning: 'Read the runs of the feeds.',
}

export const ACCESSES: readonly Access[] = [READ_DATA, READ_OPERATIONS]
