/** User names and passwords for publishing, which every site has, switched off: FTP and the SCM site alike. */
import * as web from '@pulumi/azure-native/web/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

export function refuseBasicAuthentication(
  name: string,
  placement: Placement,
  siteName: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const refused = { resourceGroupName: placement.resourceGroupName, name: siteName, allow: false }
  new web.WebAppFtpAllowed(`${name}-ftp`, refused, opts)
  new web.WebAppScmAllowed(`${name}-scm`, refused, opts)
}
