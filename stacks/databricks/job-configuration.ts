/** What the Spark job is asked to be: this project's configuration, parsed once. */
import { z } from 'zod'
import product from '../../package.json' with { type: 'json' }
import { readConfiguration } from '../configuration.ts'

const PROJECT = 'grid-power-stream-databricks'

const count = z.int().positive()

export const JobConfiguration = z.strictObject({
  /** The platform's stack: `<organization>/grid-power-stream/<stack>`. */
  platformStack: z.string().regex(/^[^/]+\/[^/]+\/[^/]+$/, 'expected <organization>/<project>/<stack>'),
  /** The wheel of the job, from the folder of this project: what `npm run package:spark` makes. */
  jobWheel: z
    .string()
    .endsWith('.whl', 'expected a Python wheel')
    .default(`../../node_modules/.cache/grid_silver-${product.version}-py3-none-any.whl`),
  /** Spark 4.0, as the parity tests have it. */
  sparkVersion: z.string().min(1).default('17.3.x-scala2.13'),
  nodeType: z.string().min(1),
  minWorkers: count,
  maxWorkers: count,
  /** Quartz, seven fields, UTC; null: when a person says so. */
  schedule: z.string().nullable().default(null),
  timeoutMinutes: count.default(120),
})

export type JobConfiguration = z.output<typeof JobConfiguration>

/** @throws Error that names every key that is missing, unknown or not as expected. */
export const readJobConfiguration = (configuration: Readonly<Record<string, string>>): JobConfiguration =>
  readConfiguration(PROJECT, JobConfiguration, configuration)
