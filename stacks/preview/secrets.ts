/** Looks for secrets where none may be: keys, passwords, connection strings and shared access signatures. */
import { type Properties, textsWithin } from './properties.ts'
import type { ProgramRun } from './run-program.ts'

/** What the text of a secret looks like, whatever it is called. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\b(AccountKey|SharedAccessKey|SharedSecretValue)\s*=/i, 'a connection string with a key'],
  [/\bSharedAccessSignature\b|[?&;]sig=[^&\s]/i, 'a shared access signature'],
  [/(?:^|[;?&\s])(Password|Pwd)\s*=\s*[^;&\s]/i, 'a connection string with a password'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i, 'a URL with a password'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==(?![A-Za-z0-9+/=])/, 'an account key'],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, 'a token'],
]

/** What a property that holds a secret is called. Ids, names, URLs and switches around secrets are none. */
const SECRET_NAME =
  /(password|passwd|secret|(account|access|shared|primary|secondary|api|storageAccountAccess|private)_?key|sas_?token)$/i

/** One sentence for each, without the secret itself. */
export function secretsIn(owner: string, properties: Properties): string[] {
  return textsWithin(properties).flatMap(({ path, text }) => {
    const byText = SECRET_TEXTS.filter(([pattern]) => pattern.test(text)).map(([, what]) => what)
    const isNamed = text !== '' && SECRET_NAME.test(nameAt(path, properties))
    const found = [...byText, ...(isNamed ? ['a value under the name of a secret'] : [])]
    return found.map(what => `${owner} ${path}: ${what}`)
  })
}

/** An app setting is a pair: its name stands beside its value. */
function nameAt(path: string, properties: Properties): string {
  const [, pair] = /^(.*)\.value$/.exec(path) ?? []
  const beside = pair && textsWithin(properties).find(other => other.path === `${pair}.name`)
  return beside ? beside.text : path.replace(/\[\d+\]$/, '')
}

/** In everything that a run of a program leaves behind: what was asked for, what is kept, what is shown. */
export function secretsOf({ resources, outputs }: Pick<ProgramRun, 'resources' | 'outputs'>): string[] {
  return [
    ...resources.flatMap(({ name, inputs }) => secretsIn(`inputs of ${name}`, inputs)),
    ...resources.flatMap(({ name, state }) => secretsIn(`state of ${name}`, state)),
    ...secretsIn('outputs', outputs),
  ]
}
