/** What the host of Azure Functions loads: registers the functions, and opens nothing before the first is called. */
import { app } from '@azure/functions'
import { openChain, settingsOf } from '../jobs/chain/open-chain.ts'
import { scheduledFeeds } from '../jobs/chain/scheduled-feeds.ts'
import { declareFunctions } from './declare-functions.ts'
import { openOnce } from './invocation.ts'

const settings = settingsOf(process.env)
const feeds = scheduledFeeds(process.env)
const open = openOnce(() => openChain(settings, process.env))

for (const declared of declareFunctions(settings, feeds, open)) {
  const { kind, name } = declared
  if (kind === 'timer') app.timer(name, declared.options)
  else if (kind === 'queue') app.storageQueue(name, declared.options)
  else app.http(name, declared.options)
}

const left = settings.parts.has('ingest') ? feeds.left_out : []
for (const { feed_id, reason } of left) process.stdout.write(`${feed_id}: has no timer: ${reason}\n`)
