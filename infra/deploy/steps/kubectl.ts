/** One command of kubectl, until the cluster has answered it for good. */
import { dirname, join } from 'node:path'
import { DeployError } from './deploy-error.ts'
import type { Patience } from './patience.ts'
import { askProgram } from './program.ts'

export interface Kubectl {
  /** The program: `kubectl`, or another that takes its commands. */
  readonly program: string
  readonly kubeconfig: string
  readonly namespace: string
  readonly patience: Patience
  /** Told why it waits. */
  readonly progress: (line: string) => void
}

export interface KubectlCommand {
  readonly words: readonly string[]
  /** Goes to its standard input. */
  readonly input?: string
  /** Exit codes that are an answer, beside 0. */
  readonly expected?: readonly number[]
}

export interface KubectlAnswer {
  readonly code: number
  readonly output: string
}

/**
 * What passes by waiting, as kubectl words it: a role or a membership that has not spread yet, a server that starts,
 * moves or is busy, a name that does not resolve yet.
 */
const PASSING =
  /Forbidden|Unauthorized|must be logged in|connection refused|i\/o timeout|TLS handshake timeout|no such host|unexpected EOF|TooManyRequests|ServiceUnavailable|currently unable to handle|InternalError|etcdserver/

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/no such host|i\/o timeout/, 'a private cluster answers within its network alone: run this from there'],
  [
    /Forbidden|Unauthorized|must be logged in/,
    'whoever deploys has to administer the cluster (kubernetes.administratorGroupIds)',
  ],
]

/** @throws DeployError with what kubectl said, once it can't pass or the patience is spent. */
export async function kubectl(access: Kubectl, command: KubectlCommand): Promise<KubectlAnswer> {
  const { pauses, sleep } = access.patience
  const name = `kubectl ${command.words.slice(0, 2).join(' ')}`
  for (let attempt = 0; ; attempt += 1) {
    const { code, output, said } = await runOnce(access, command)
    if (code === 0 || command.expected?.includes(code)) {
      // What a cluster takes, it may warn of: a pod that its own rules will not let start.
      if (said !== '') access.progress(said)
      return { code, output }
    }
    const pause = pauses[attempt]
    if (!PASSING.test(said) || pause === undefined) {
      const advice = ADVICE.flatMap(([pattern, words]) => (pattern.test(said) ? [words] : []))
      throw new DeployError([`${name}: ended with ${code}`, said.slice(0, 2000), ...advice].join(': '))
    }
    access.progress(`${name}: ${said.split('\n').at(-1)?.slice(0, 200)}; again in ${pause / 1000} s`)
    await sleep(pause)
  }
}

function runOnce({ program, kubeconfig, namespace }: Kubectl, { words, input = '' }: KubectlCommand) {
  const own = ['--kubeconfig', kubeconfig, '--namespace', namespace]
  const cache = ['--cache-dir', join(dirname(kubeconfig), 'cache')]
  return askProgram({ program, words: [...own, ...cache, ...words], input })
}
