/** One step of a deployment: a script of infra/deploy, which Pulumi runs again when what it deploys has changed. */
import * as command from '@pulumi/command/local/index.js'
import * as pulumi from '@pulumi/pulumi'

export type Word = pulumi.Input<string>

interface Script {
  readonly words: readonly Word[]
  readonly environment?: Readonly<Record<string, Word>>
  /** It is run again when one of these is another. */
  readonly triggers: readonly Word[]
  readonly dependsOn: readonly pulumi.Resource[]
}

export function runScript(
  name: string,
  script: string,
  { words, environment, triggers, dependsOn }: Script,
): command.Command {
  const quoted = pulumi.all([...words]).apply(known => known.map(quote).join(' '))
  return new command.Command(
    name,
    {
      // From the root, wherever the engine stands; with the Node that `npm ci` brought.
      create: pulumi.interpolate`cd "$(git rev-parse --show-toplevel)" && PATH="$PWD/node_modules/.bin:$PATH" node infra/deploy/${script} ${quoted}`,
      environment: { ...environment },
      triggers: [...triggers],
    },
    { dependsOn: [...dependsOn] },
  )
}

/** One word of a POSIX shell, whatever is in it. */
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
