/**
 * Brings a database up to date, by a command that is handed over, and lets its users in:
 * `migrate-database.ts --help`.
 */
import { z } from 'zod'
import { openSession } from './steps/database-session.ts'
import { type DatabaseUser, grantStatements } from './steps/database-users.ts'
import { deployCredential } from './steps/deploy-credential.ts'
import { deployScript, progress, runScript } from './steps/entry.ts'
import { letIn } from './steps/let-in.ts'
import { runMigrations } from './steps/migrations.ts'
import { deployPatience } from './steps/patience.ts'
import { MANAGEMENT, MANAGEMENT_SCOPE } from './steps/site.ts'

const Users = z.array(z.strictObject({ name: z.string(), clientId: z.string(), role: z.string() }))

interface Options {
  readonly server: string
  readonly database: string
  readonly users: string
  readonly openFirewall?: string
  readonly dryRun?: true
}

const script = deployScript('migrate-database', 'Migrate a database, and make its users from client ids.')
  .requiredOption('--server <host>', 'the server: <name>.database.windows.net')
  .requiredOption('--database <name>', 'the database')
  .requiredOption('--users <json>', '[{"name": …, "clientId": …, "role": …}]')
  .option(
    '--open-firewall <id>',
    'resource id of the server, to open its firewall for the run where that is needed',
  )
  .argument('[command...]', 'what migrates, after --; it finds the database in its environment')
  .parse()
const options = script.opts<Options>()

await runScript(async () => {
  const users: readonly DatabaseUser[] = Users.parse(JSON.parse(options.users))
  const statements = users.map(grantStatements)
  const { server, database } = options
  const command = script.args
  if (options.dryRun) return { server, database, command, statements, dryRun: true }

  const credential = deployCredential(process.env)
  const patience = deployPatience()
  const service = { credential, scope: MANAGEMENT_SCOPE, patience, progress }
  const address = { server, port: 1433, database }
  const open = () => openSession(address, credential, patience, progress)
  const place = options.openFirewall && { management: MANAGEMENT, serverId: options.openFirewall }
  return letIn(service, place || undefined, open, async session => {
    await runMigrations(command, process.env)
    for (const statement of statements) await session.run(statement)
    return {
      server,
      database,
      migrated: command.length > 0,
      users: users.map(({ name, role }) => `${name}: ${role}`),
    }
  })
})
