import { describe, expect, it } from 'vitest'
import { faultsOf } from './faults.ts'
import { type Properties, UNKNOWN } from './properties.ts'
import type { CapturedResource, ProgramRun } from './run-program.ts'

const resource = (name: string, more: Partial<CapturedResource> = {}): CapturedResource => ({
  urn: `urn:${name}`,
  type: 'azure-native:storage:StorageAccount',
  name,
  parent: '',
  isCustom: true,
  isProtected: false,
  dependencies: [],
  inputs: {},
  state: {},
  ...more,
})
const run = (resources: readonly CapturedResource[], outputs: Properties = {}): ProgramRun => ({
  exitCode: 0,
  resources,
  outputs,
  messages: [],
})

describe('a run', () => {
  it('is well when all it points at is there and known', () => {
    expect(
      faultsOf('up', run([resource('a'), resource('b', { parent: 'urn:a', dependencies: ['urn:a'] })])),
    ).toEqual([])
  })

  it('is at fault when the program failed', () => {
    expect(faultsOf('up', { ...run([]), exitCode: 32, messages: ['no such key'] })).toEqual([
      'exit code 32: no such key',
    ])
  })

  it('is at fault when a parent or a dependency is not registered', () => {
    const strays = [resource('a', { parent: 'urn:gone' }), resource('b', { dependencies: ['urn:lost'] })]
    expect(faultsOf('preview', run(strays))).toEqual([
      'a: refers to urn:gone, which is not registered',
      'b: refers to urn:lost, which is not registered',
    ])
  })

  it('is at fault when two resources have one name', () => {
    expect(faultsOf('preview', run([resource('a'), resource('a')]))).toEqual([
      'urn:a: registered more than once',
    ])
  })

  it('may not know in a preview, and must know after an update', () => {
    const waiting = run([resource('a', { inputs: { scope: UNKNOWN } })], { url: UNKNOWN })
    expect(faultsOf('preview', waiting)).toEqual([])
    expect(faultsOf('up', waiting)).toEqual([
      'inputs of a scope: not known after all is made',
      'outputs url: not known after all is made',
    ])
  })

  it('is at fault when it tells a secret', () => {
    const telling = run([resource('a', { inputs: { administratorLoginPassword: 'x' } })])
    expect(faultsOf('up', telling)).toContain(
      'inputs of a administratorLoginPassword: a value under the name of a secret',
    )
  })
})
