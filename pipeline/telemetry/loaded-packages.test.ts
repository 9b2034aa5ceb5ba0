import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Files of a package that a process has loaded once telemetry is open. */
function loadedFor(environment: Readonly<Record<string, string>>): number {
  const script = `
    import { createRequire } from 'node:module'
    import { pino } from 'pino'
    import { openTelemetry } from './pipeline/telemetry/open-telemetry.ts'
    import { telemetrySettings } from './pipeline/telemetry/settings.ts'
    const log = pino({ level: 'silent' })
    await openTelemetry(telemetrySettings(process.env, 'x'), { log, credential: () => undefined })
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    console.log(loaded.filter(path => path.includes('@opentelemetry')).length)
    process.exit()`
  const env = { PATH: process.env.PATH, ...environment }
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }),
  )
}

it('loads OpenTelemetry when something is exported, and not before', () => {
  expect(loadedFor({})).toBe(0)
  expect(loadedFor({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' })).toBeGreaterThan(50)
})
