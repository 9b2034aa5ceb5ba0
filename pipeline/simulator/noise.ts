/**
 * Random numbers with random access: a value depends on its stream and its index alone, never on what
 * was drawn before. So any window of the simulation can be made at any time and agrees with itself.
 */

/** A named source of numbers: the same seed and name give the same stream. */
export type Stream = number

export function streamOf(seed: number, name: string): Stream {
  let hash = scramble(seed ^ 0x811c9dc5)
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return scramble(hash)
}

/** Uniform in [0, 1). */
export function uniformAt(stream: Stream, index: number): number {
  return scramble(stream ^ Math.imul(index, 0x9e3779b1)) / 2 ** 32
}

/** Mean 0, standard deviation 1, within ±3.5: the sum of four uniform bytes. */
export function normalAt(stream: Stream, index: number): number {
  const bits = scramble(stream ^ Math.imul(index, 0x9e3779b1))
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)
  return (sum - 510) / 147.8
}

/** Splits a standard deviation of 1 over several time scales: `[share of variance, scale in hours]`. */
export type Scales = readonly (readonly [share: number, hours: number])[]

/** A value at an hour: mean 0, standard deviation 1. */
export type Curve = (hours: number) => number

/** A sum of smooth curves of the given scales. */
export function curveOf(seed: number, name: string, scales: Scales): Curve {
  const octaves = scales.map(([share, hours], index) => {
    const stream = streamOf(seed, `${name}:${index}`)
    // A phase of its own keeps the nodes of different curves from falling on the same hours.
    return { stream, weight: Math.sqrt(share), rate: 1 / hours, phase: stream / 2 ** 32 }
  })
  return hours => {
    let sum = 0
    for (const { stream, weight, rate, phase } of octaves)
      sum += weight * smoothAt(stream, hours * rate + phase)
    return sum
  }
}

/** A smooth curve through independent normal values at the integers, as spread out between them as at them. */
function smoothAt(stream: Stream, x: number): number {
  const index = Math.floor(x)
  const t = x - index
  const next = t * t * (3 - 2 * t)
  const here = 1 - next
  const blended = here * normalAt(stream, index) + next * normalAt(stream, index + 1)
  return blended / Math.sqrt(here * here + next * next)
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** The finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function scramble(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
