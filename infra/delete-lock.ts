/** A lock that keeps anyone, administrators included, from deleting a resource before taking the lock away. */
import * as authorization from '@pulumi/azure-native/authorization/index.js'
import type * as pulumi from '@pulumi/pulumi'

export function lockAgainstDeletion(
  name: string,
  resourceId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): authorization.ManagementLockByScope {
  return new authorization.ManagementLockByScope(
    `${name}-lock`,
    {
      scope: resourceId,
      lockName: 'no-deletion',
      level: 'CanNotDelete',
      notes: 'Holds data that cannot be had again. Remove this lock first, on purpose.',
    },
    opts,
  )
}
