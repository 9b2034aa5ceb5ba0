/** What the platform's stack says of itself: the workspace, and where the lake is. */
import type * as pulumi from '@pulumi/pulumi'
import { z } from 'zod'

const Workspace = z.object({
  id: z.string(),
  url: z.string(),
  accessConnectorId: z.string(),
  identityId: z.string(),
})

export interface Platform {
  readonly workspace: pulumi.Output<z.output<typeof Workspace>>
  readonly lakeUrl: pulumi.Output<string>
}

/** @throws Error, in the outputs, when the stack has no workspace: its `hasDatabricks` is false. */
export function readPlatform(stack: pulumi.StackReference): Platform {
  return {
    workspace: stack.requireOutput('databricksWorkspace').apply(output => Workspace.parse(output)),
    lakeUrl: stack.requireOutput('lakeUrl').apply(output => z.url().parse(output)),
  }
}

/** `https://<account>.blob.core.windows.net/` → `abfss://<layer>@<account>.dfs.core.windows.net/`. */
export const layerLocation = (lakeUrl: pulumi.Output<string>, layer: string): pulumi.Output<string> =>
  lakeUrl.apply(url => `abfss://${layer}@${new URL(url).host.replace('.blob.', '.dfs.')}/`)
