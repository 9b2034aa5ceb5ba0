/** `grid poisoned`: the messages that were given up, and sending them again. */
import type { Command } from 'commander'
import { ConfigError } from '../../catalog/config-error.ts'
import type { Environment } from '../../lake/credentials.ts'
import { EXIT } from '../exit-codes.ts'
import type { Home } from '../home.ts'
import { listPoisoned, sendAgain } from './poisoned-messages.ts'
import type { Queues } from './queues.ts'

interface Context {
  readonly onHome: (origin: 'any', job: (home: Home) => Promise<number>) => Promise<void>
  readonly say: (text: string) => void
  readonly environment: Environment
}

export function addPoisonedCommand(program: Command, { onHome, say, environment }: Context): void {
  program
    .command('poisoned')
    .description('show the messages that the functions gave up; they are kept in the lake')
    .option('--send', 'send them again, to the queues of GRID_QUEUES')
    .action(async ({ send }: { send?: true }) =>
      onHome('any', async ({ lake }) => {
        const kept = await listPoisoned(lake)
        const queues = send && (await openedQueues(environment))
        for (const poisoned of kept) {
          const { kept_at, queue, message_id } = poisoned
          if (queues) await sendAgain(lake, queues, poisoned)
          say(`${kept_at} ${queue} ${message_id}${queues ? ': sent again' : ''}\n`)
        }
        say(`${kept.length} messages ${queues ? 'sent again' : 'kept'}\n`)
        return EXIT.ok
      }),
    )
}

/** Their client takes a while to load, and no other command needs it. */
async function openedQueues(environment: Environment): Promise<Queues> {
  const { GRID_QUEUES } = environment
  if (GRID_QUEUES) return (await import('./queues.ts')).openQueues(GRID_QUEUES, environment)
  throw new ConfigError('GRID_QUEUES is not set: expected https://<account>.queue.core.windows.net')
}
