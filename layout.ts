/**
 * The rooms of the house and the doors between them, and what else every file must keep to.
 * A new door is an architecture decision: write an ADR first.
 */
import { readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'

/** Each room, and the rooms it may import from. A door to a room opens to all that lies in it. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  'pipeline/catalog': [],
  'pipeline/telemetry': ['pipeline/catalog'],
  'pipeline/lake': ['pipeline/catalog'],
  'pipeline/bronze': ['pipeline/lake', 'pipeline/catalog'],
  'pipeline/sources': ['pipeline/bronze', 'pipeline/lake', 'pipeline/catalog'],
  'pipeline/silver': ['pipeline/bronze', 'pipeline/lake', 'pipeline/catalog'],
  'pipeline/gold': ['pipeline/silver', 'pipeline/lake', 'pipeline/catalog'],
  'pipeline/forecasting': ['pipeline/gold', 'pipeline/lake', 'pipeline/catalog'],
  'pipeline/reports': ['pipeline/gold', 'pipeline/catalog'],
  'pipeline/quality': ['pipeline/silver', 'pipeline/gold', 'pipeline/catalog'],
  'pipeline/simulator': ['pipeline/catalog'],
  'pipeline/jobs': ['pipeline', 'api'],
  'pipeline/functions': ['pipeline/jobs', 'pipeline/catalog'],
  'pipeline/spark': ['pipeline/jobs', 'pipeline/silver', 'pipeline/lake', 'pipeline/catalog'],
  api: ['pipeline/gold', 'pipeline/telemetry', 'pipeline/catalog'],
  infra: [],
  stacks: ['infra', 'pipeline/catalog'],
  docs: ['pipeline', 'api'],
  bench: ['pipeline', 'api'],
}

/** Entry points: configuration comes in here and is handed on as parameters. Tests may look, too. */
const ENVIRONMENT_READERS = [
  /^pipeline\/jobs\/[^/]+\.ts$/,
  /^api\/(server|config)\.ts$/,
  /^infra\/deploy\/[^/]+\.ts$/,
  /^pipeline\/functions\/index\.ts$/,
  /^(docs\/generate|bench\/run|vitest\.config)\.ts$/,
  /\.test\.ts$/,
]

/** Silver is made of bronze alone, so that it can be made again when a publisher has forgotten. */
const ROOMS_WITHOUT_NETWORK = ['pipeline/silver']
const NETWORK_MODULES = /^(node:)?(http|https|http2|net|tls|dgram|dns|undici)(\/|$)/
const NETWORK_GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest']

/** Kinds of code, not nouns of the field: a helper without a home lacks a word. */
export const FOLDERS_REFUSED = ['utils', 'helpers', 'common', 'lib', 'services', 'types', 'interfaces']

/** Modules that a browser loads as they stand: it finds no package and no room, only what lies beside them. */
const BROWSER_MODULES = /^api\/dashboard\/page\/.*(?<!\.test)\.js$/

export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
}

const NOT_OURS = ['node_modules', '.git', '.grid', 'coverage']

/** Paths of our files below a folder of the working directory, which is the root of the repository. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !NOT_OURS.includes(entry.name))
    .flatMap(entry => {
      const path = posix.join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}

const isInside = (path: string, folder: string) => path.startsWith(`${folder}/`)

export function roomOf(path: string): string | undefined {
  return Object.keys(DOORS).find(room => isInside(path, room))
}

/** Every rule that the file breaks, as sentences. */
export function faultsOf(source: Source): string[] {
  const tree = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true)
  const nodes = descendants(tree)
  const targets = nodes.flatMap(importedBy)
  return [
    ...targets.flatMap(target => trespass(source.path, target)),
    ...targets.filter(isBareBuiltin).map(target => `${source.path}: write node:${target}, not ${target}`),
    ...environmentReads(source.path, nodes),
    ...networkUses(source.path, nodes, targets),
    ...beyondTheBrowser(source.path, targets),
  ]
}

function descendants(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [node]
  node.forEachChild(child => {
    found.push(...descendants(child))
  })
  return found
}

/** What a node imports: import and export declarations, import(), require() and import types. */
function importedBy(node: ts.Node): string[] {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return textOf(node.moduleSpecifier)
  }
  if (ts.isImportTypeNode(node)) return textOf(ts.isLiteralTypeNode(node.argument) && node.argument.literal)
  if (!ts.isCallExpression(node)) return []
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require'
  return loads ? textOf(node.arguments[0]) : []
}

const textOf = (node: ts.Node | false | undefined): string[] =>
  node && ts.isStringLiteralLike(node) ? [node.text] : []

function trespass(path: string, target: string): string[] {
  const room = roomOf(path)
  if (!target.startsWith('.') || room === undefined) return []
  const resolved = posix.join(posix.dirname(path), target)
  // Name and version of the product stand in one place.
  if (resolved === 'package.json') return []
  const isOpen = [room, ...(DOORS[room] ?? [])].some(open => isInside(resolved, open))
  return isOpen ? [] : [`${path}: ${room} has no door to ${resolved}`]
}

const isBareBuiltin = (target: string) => !target.startsWith('node:') && isBuiltin(target)

function environmentReads(path: string, nodes: readonly ts.Node[]): string[] {
  if (ENVIRONMENT_READERS.some(reader => reader.test(path))) return []
  return nodes.some(readsEnvironment) ? [`${path}: the environment is read in entry points only`] : []
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env'
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression)
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    return isProcess(node.initializer)
  }
  return importedBy(node).some(target => /^(node:)?process$/.test(target))
}

const isProcess = (node: ts.Node) => /^(globalThis\.)?process$/.test(node.getText())

function networkUses(path: string, nodes: readonly ts.Node[], targets: readonly string[]): string[] {
  if (!ROOMS_WITHOUT_NETWORK.some(room => isInside(path, room))) return []
  const globals = nodes.filter(ts.isIdentifier).map(identifier => identifier.text)
  return [
    ...targets.filter(target => NETWORK_MODULES.test(target)),
    ...NETWORK_GLOBALS.filter(name => globals.includes(name)),
  ].map(reached => `${path}: silver never sees the network, yet uses ${reached}`)
}

function beyondTheBrowser(path: string, targets: readonly string[]): string[] {
  if (!BROWSER_MODULES.test(path)) return []
  return targets
    .filter(target => !/^\.\/[^/]+\.js$/.test(target))
    .map(target => `${path}: a browser cannot load ${target}`)
}
