/** What the Spark job is asked to be: this project's configuration, parsed once. */
import { z } from 'zod'
import { readConfiguration } from '../configuration.ts'

const PROJECT = 'grid-power-stream-databricks'

const count = z.int().positive()

export const JobConfiguration = z.strictObject({
  /** The platform's stack: `<organization>/grid-power-stream/<stack>`. */
  platformStack: z.string().regex(/^[^/]+\/[^/]+\/[^/]+$/, 'expected <organization>/<project>/<stack>'),
  /** The Python file to run, from the folder of this project. */
  jobFile: z.string().endsWith('.py', 'expected a Python file'),
  jobParameters: z.array(z.string()).default([]),
  sparkVersion: z.string().min(1),
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
