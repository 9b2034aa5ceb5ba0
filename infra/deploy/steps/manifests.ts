/** Manifests of a kustomization, with the values of one environment in the place of those that stand in its files. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { DeployError } from './deploy-error.ts'
import { askProgram } from './program.ts'

/** What each file of settings holds, by the file's name: `{ 'settings.env': { NAME: 'value' } }`. */
export type EnvFiles = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Kustomization {
  /** kubectl, which builds kustomizations, too. */
  readonly kubectl: string
  /** The folder with all of them. */
  readonly folder: string
  /** The one that is meant, from there. */
  readonly overlay: string
}

const Manifest = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) })
export type Manifest = z.output<typeof Manifest>

/**
 * Builds a copy of the kustomization: what is committed stays as it is.
 *
 * @returns YAML, as `kubectl apply -k` would send it.
 * @throws DeployError that names each file and setting without a value, and each value without a setting: none of
 *   those that are committed goes out.
 */
export async function buildManifests(
  { kubectl, folder, overlay }: Kustomization,
  values: EnvFiles,
): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'manifests-'))
  try {
    await cp(folder, copy, { recursive: true })
    for (const name of await envFilesIn(join(copy, overlay))) {
      await fillIn(join(copy, overlay, name), `${overlay}/${name}`, values[name] ?? {})
    }
    return await kustomize(kubectl, join(copy, overlay))
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

const envFilesIn = async (folder: string) => (await readdir(folder)).filter(name => name.endsWith('.env'))

async function fillIn(path: string, shown: string, settings: EnvFiles[string]): Promise<void> {
  const declared = settingsIn(await readFile(path, 'utf8'))
  const given = Object.keys(settings)
  const faults = [
    ...declared.filter(name => !given.includes(name)).map(name => `${name} has no value`),
    ...given.filter(name => !declared.includes(name)).map(name => `${name} is not in it`),
    ...given.filter(name => /[\r\n]/.test(settings[name] ?? '')).map(name => `${name} has several lines`),
  ]
  if (faults.length > 0) throw new DeployError(`${shown}: ${faults.join(', ')}`)
  await writeFile(path, `${given.map(name => `${name}=${settings[name]}`).join('\n')}\n`)
}

const settingsIn = (text: string): string[] => text.match(/^[A-Z_]+(?==)/gm) ?? []

async function kustomize(program: string, folder: string): Promise<string> {
  const { code, output, said } = await askProgram({ program, words: ['kustomize', folder] })
  if (code === 0) return output
  throw new DeployError(`${program} kustomize: ended with ${code}, expected 0: ${said}`)
}

export const readManifests = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).map(document => Manifest.parse(document.toJS()))
