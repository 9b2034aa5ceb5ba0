/** Values as Pulumi carries them between program and engine: JSON, with marks for what is secret or not known yet. */
import {
  specialOutputValueSig,
  specialResourceSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from '@pulumi/pulumi/runtime/rpc.js'
import { z } from 'zod'

export type Property =
  | null
  | boolean
  | number
  | string
  | readonly Property[]
  | { readonly [key: string]: Property }
export type Properties = Readonly<Record<string, Property>>

export const Property: z.ZodType<Property> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(Property), z.record(z.string(), Property)]),
)
export const Properties = z.record(z.string(), Property)

/** Stands for what only the cloud can tell. */
export const UNKNOWN = unknownValue

/** The plain value within the marks: secrets opened, references as their URN, what is not known as UNKNOWN. */
function plain(value: Property): Property {
  if (isList(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  const mark = value[specialSigKey]
  if (mark === specialSecretSig) return plain(value.value ?? null)
  if (mark === specialOutputValueSig) return value.value === undefined ? UNKNOWN : plain(value.value)
  if (mark === specialResourceSig) return value.urn ?? UNKNOWN
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

const isList = (value: Property): value is readonly Property[] => Array.isArray(value)

export function plainProperties(struct: unknown): Properties {
  return Properties.parse(plain(Properties.parse(struct)))
}

/** Every text within, with the path to it: `siteConfig.appSettings[3].value`. */
export function textsWithin(value: Property, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (value === null || typeof value !== 'object') return []
  if (isList(value)) return value.flatMap((item, index) => textsWithin(item, `${path}[${index}]`))
  return Object.entries(value).flatMap(([key, item]) =>
    textsWithin(item, path === '' ? key : `${path}.${key}`),
  )
}
