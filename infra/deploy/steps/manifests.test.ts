import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWithTools, pathOf } from '../../test-tools.ts'
import { buildManifests, readManifests } from './manifests.ts'

const SETTINGS = 'PLACE=to be set\nIMAGE=to be set\n'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kustomization-'))
  await mkdir(join(folder, 'overlay'))
  const generator = { configMapGenerator: [{ name: 'settings', envs: ['settings.env'] }] }
  await writeFile(join(folder, 'overlay', 'kustomization.yaml'), JSON.stringify(generator))
  await writeFile(join(folder, 'overlay', 'settings.env'), SETTINGS)
})
afterEach(() => rm(folder, { recursive: true }))

const build = (settings: Readonly<Record<string, string>>, kubectl = pathOf('kubectl')) =>
  buildManifests({ kubectl, folder, overlay: 'overlay' }, { 'settings.env': settings })

describeWithTools('manifests', ['kubectl'], process.env, () => {
  it('are built with the values of one environment, and leave the files as they were', async () => {
    const [settings] = readManifests(await build({ PLACE: 'https://lake?a=b#c', IMAGE: 'api@sha256:0a' }))
    expect(settings).toMatchObject({
      kind: 'ConfigMap',
      data: { PLACE: 'https://lake?a=b#c', IMAGE: 'api@sha256:0a' },
    })
    expect(await readFile(join(folder, 'overlay', 'settings.env'), 'utf8')).toBe(SETTINGS)
  })

  it('have another name for settings when one of them is another, so that pods are replaced', async () => {
    const nameOf = async (place: string) =>
      readManifests(await build({ PLACE: place, IMAGE: '' }))[0]?.metadata.name
    expect(await nameOf('here')).not.toBe(await nameOf('there'))
    expect(await nameOf('here')).toBe(await nameOf('here'))
  })

  it('are not built from a kustomization that kubectl refuses', async () => {
    await writeFile(join(folder, 'overlay', 'kustomization.yaml'), 'resources: [absent.yaml]')
    await expect(build({ PLACE: '', IMAGE: '' })).rejects.toThrow(
      /kubectl kustomize: ended with 1[\s\S]*absent/,
    )
  })
})

it.each([
  ['a setting without a value', { PLACE: 'here' }, 'overlay/settings.env: IMAGE has no value'],
  ['a value without a setting', { PLACE: '', IMAGE: '', OTHER: '' }, 'OTHER is not in it'],
  ['a value that would begin another', { PLACE: 'a\nB=c', IMAGE: '' }, 'PLACE has several lines'],
])('refuse %s', async (_, settings, message) => {
  await expect(build(settings)).rejects.toThrow(message)
})

it('refuse a file of settings that nobody fills in', async () => {
  const built = buildManifests({ kubectl: pathOf('kubectl'), folder, overlay: 'overlay' }, {})
  await expect(built).rejects.toThrow('overlay/settings.env: PLACE has no value, IMAGE has no value')
})

it('need kubectl', async () => {
  await expect(build({ PLACE: '', IMAGE: '' }, join(folder, 'absent'))).rejects.toThrow('is it installed?')
})
