/** What is wrong with a run of a program: it failed, it points at nothing, it does not know, it tells a secret. */
import { type Properties, textsWithin, UNKNOWN } from './properties.ts'
import type { ProgramRequest, ProgramRun } from './run-program.ts'
import { secretsOf } from './secrets.ts'

export function faultsOf(mode: ProgramRequest['mode'], run: ProgramRun): string[] {
  return [
    ...(run.exitCode === 0 ? [] : [`exit code ${run.exitCode}: ${run.messages.join('\n')}`]),
    ...danglingReferences(run),
    ...doubles(run),
    ...(mode === 'up' ? unknowns(run) : []),
    ...secretsOf(run),
  ]
}

function danglingReferences({ resources }: ProgramRun): string[] {
  const registered = new Set(resources.map(({ urn }) => urn))
  return resources.flatMap(({ name, parent, dependencies }) =>
    [parent, ...dependencies]
      .filter(urn => urn !== '' && !registered.has(urn))
      .map(urn => `${name}: refers to ${urn}, which is not registered`),
  )
}

function doubles({ resources }: ProgramRun): string[] {
  const byUrn = Map.groupBy(resources, ({ urn }) => urn)
  return [...byUrn].filter(([, same]) => same.length > 1).map(([urn]) => `${urn}: registered more than once`)
}

/** After an update everything has been made, so nothing may be unknown. */
function unknowns({ resources, outputs }: ProgramRun): string[] {
  const among = (owner: string, properties: Properties) =>
    textsWithin(properties)
      .filter(({ text }) => text.includes(UNKNOWN) || /\[unknown\]|Calling \[toString\]/.test(text))
      .map(({ path }) => `${owner} ${path}: not known after all is made`)
  return [
    ...resources.flatMap(({ name, inputs }) => among(`inputs of ${name}`, inputs)),
    ...among('outputs', outputs),
  ]
}
