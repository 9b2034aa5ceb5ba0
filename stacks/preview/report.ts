/** The preview in words: the tree of resources, what differs between environments, what they cost, what is waived. */
import type { Environment } from '../environment.ts'
import { type CapturedStack, made } from './captured-stack.ts'
import { consumptionOf } from './consumption.ts'
import { estimateCost, type PriceList } from './cost.ts'
import type { CapturedResource } from './run-program.ts'

export function stackReport(captured: CapturedStack, prices: PriceList): string {
  const { stack, up, policy } = captured
  return [
    `== ${stack}: ${made(up.resources).length} resources`,
    ...tree(up.resources),
    '',
    `-- ${stack}: outputs`,
    ...Object.entries(up.outputs).map(
      ([key, value]) => `  ${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    '',
    `-- ${stack}: cost of a month, ${prices.kind}; price list of ${prices.date}`,
    ...costLines(captured, prices),
    '',
    `-- ${stack}: protections waived`,
    ...policy.waived.map(({ rule, resource, reason }) => `  ${rule} (${resource}): ${reason}`),
    '',
  ].join('\n')
}

function tree(resources: readonly CapturedResource[]): string[] {
  const children = Map.groupBy(resources, ({ parent }) => parent)
  const lines = (parent: string, depth: number): string[] =>
    (children.get(parent) ?? []).flatMap(({ urn, type, name }) => [
      `${'  '.repeat(depth)}${name}  ${type.replace(/^azure-native:|^platform:infra:/, '')}`,
      ...lines(urn, depth + 1),
    ])
  return lines('', 1)
}

function costLines({ up }: CapturedStack, prices: PriceList): string[] {
  const { lines, totals, notEstimated } = estimateCost(consumptionOf(made(up.resources)), prices)
  const rows = lines.map(({ meter, quantity, unit, amount, currency, region, date, because }) => {
    const cost = amount === null ? 'not estimated' : `${amount.toFixed(2)} ${currency}`
    const origin = amount === null ? '' : `${region} ${date}`
    return `  ${meter.padEnd(28)} ${round(quantity).padStart(10)} × ${unit.padEnd(19)} ${cost.padStart(13)}  ${origin.padEnd(25)} ${because}`
  })
  const sums = totals.map(
    ({ amount, currency }) => `  sum of the meters that have a price: ${amount.toFixed(2)} ${currency}`,
  )
  const gap =
    notEstimated.length > 0
      ? [
          `  the month costs more: no list price is at hand for ${notEstimated.join(', ')} (fill in price-list.json)`,
        ]
      : []
  return [...rows, ...sums, ...gap]
}

const round = (quantity: number) => String(Math.round(quantity * 100) / 100)

/** Settings and resources that not every one of the stacks has alike. */
export function differences(stacks: readonly CapturedStack[]): string {
  const names = stacks.map(({ stack }) => stack)
  const settings = stacks.map(({ environment }) => settingsOf(environment))
  const counts = stacks.map(({ up }) => countByType(made(up.resources)))
  return [
    `== What differs between ${names.join(', ')}`,
    ...tableOf('setting', names, settings),
    '',
    ...tableOf('resources of type', names, counts),
    '',
  ].join('\n')
}

function tableOf(
  title: string,
  names: readonly string[],
  columns: readonly Readonly<Record<string, string>>[],
): string[] {
  const keys = [...new Set(columns.flatMap(column => Object.keys(column)))].sort()
  const rows = keys
    .map(key => [key, ...columns.map(column => column[key] ?? '–')])
    .filter(([, ...values]) => new Set(values).size > 1)
  const table = [[title, ...names], ...rows]
  const widths = [title, ...names].map((_, index) => Math.max(...table.map(row => row[index]?.length ?? 0)))
  return table.map(row =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  )
}

function settingsOf(environment: Environment): Record<string, string> {
  const flatten = (value: unknown, path: string): [string, string][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`))
      : [[path, JSON.stringify(value)]]
  return Object.fromEntries(flatten(environment, ''))
}

function countByType(resources: readonly CapturedResource[]): Record<string, string> {
  const groups = Map.groupBy(resources, ({ type }) => type.replace('azure-native:', ''))
  return Object.fromEntries([...groups].map(([type, same]) => [type, String(same.length)]))
}
