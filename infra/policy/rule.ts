/** What a protection is, as data: an id, why it is there, and what breaks it. */

/** A resource as a program asked for it, with the id that the cloud gave it, once it has one. */
export interface PolicyResource {
  /** By the provider's token: `azure-native:storage:StorageAccount`. */
  readonly type: string
  /** The program's own name of it. */
  readonly name: string
  readonly id?: string
  readonly inputs: Inputs
}

export type Inputs = Readonly<Record<string, unknown>>

interface Protection {
  readonly id: string
  /** Ids of the same protection in Checkov's catalogue. Empty: it has none. */
  readonly checkov: readonly string[]
  /** What would happen without it. */
  readonly reason: string
}

/** Asked of each resource of its types, on its own. */
export interface ResourceRule extends Protection {
  readonly types: readonly string[]
  /** What is wrong, as a sentence. Undefined: nothing. */
  breach(inputs: Inputs): string | undefined
}

/** Asked of all resources of an environment together: something has to be there for something else. */
export interface EstateRule extends Protection {
  breaches(
    estate: readonly PolicyResource[],
  ): readonly { readonly resource: string; readonly message: string }[]
}

export interface Breach {
  readonly rule: string
  readonly resource: string
  readonly message: string
}

/** The value at a path: `at(inputs, 'siteConfig', 'minTlsVersion')`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const list = at(value, ...path)
  return Array.isArray(list) ? list : []
}

/** Complains unless the value at the path is the one that is wanted. */
export function expectAt(inputs: Inputs, path: string, wanted: unknown): string | undefined {
  const found = at(inputs, ...path.split('.'))
  return found === wanted
    ? undefined
    : `${path} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`
}
