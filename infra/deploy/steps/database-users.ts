/**
 * Users of a database that stand for managed identities, and the roles they have there.
 *
 * A user is made from the identity's client id, so that the server need not ask the directory who that is.
 */
import { DeployError } from './deploy-error.ts'

export interface DatabaseUser {
  readonly name: string
  /** Of the identity: a GUID. */
  readonly clientId: string
  /** A role that the migrations made. */
  readonly role: string
}

const GUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i
/** What Azure allows in names of identities, and more than any role of ours needs. */
const NAME = /^[A-Za-z0-9_-]{1,128}$/

/** The client id as SQL Server keeps it: the first three groups with their bytes reversed. `0x…`, 32 digits. */
export function sidOf(clientId: string): string {
  const groups = GUID.exec(clientId)?.slice(1)
  if (!groups) throw new DeployError(`client id ${clientId}: expected a GUID, 8-4-4-4-12`)
  const [first = '', second = '', third = '', ...rest] = groups
  return `0x${[first, second, third].map(reversedBytes).join('')}${rest.join('')}`
    .toUpperCase()
    .replace('0X', '0x')
}

const reversedBytes = (hex: string) => (hex.match(/../g) ?? []).toReversed().join('')

/**
 * Statements that leave the user with that identity and that one role of ours, whatever was there before; run
 * again they change nothing. An identity that was made anew under its old name replaces the user.
 *
 * @throws DeployError for a name that no identity can have, or a client id that is none.
 */
export function grantStatements({ name, clientId, role }: DatabaseUser): string {
  for (const given of [name, role]) {
    if (!NAME.test(given)) throw new DeployError(`name ${given}: expected letters, digits, - and _`)
  }
  const sid = sidOf(clientId)
  return `
SET XACT_ABORT ON;
BEGIN TRANSACTION;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'${name}' AND sid <> ${sid})
  DROP USER [${name}];
IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'${name}')
  EXEC(N'CREATE USER [${name}] WITH SID = ${sid}, TYPE = E');
DECLARE @others nvarchar(max) = (
  SELECT STRING_AGG(N'ALTER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER [${name}];', N' ')
  FROM sys.database_role_members AS m
  JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
  JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id
  WHERE u.name = N'${name}' AND r.name <> N'${role}');
IF @others IS NOT NULL EXEC(@others);
IF IS_ROLEMEMBER(N'${role}', N'${name}') = 0
  EXEC(N'ALTER ROLE [${role}] ADD MEMBER [${name}]');
COMMIT;`.trim()
}
