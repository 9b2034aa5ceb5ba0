/** Protections of clusters: Kubernetes and Databricks. */
import { at, expectAt, type ResourceRule } from './rule.ts'

const CLUSTER = 'azure-native:containerservice:ManagedCluster'
const WORKSPACE = 'azure-native:databricks:Workspace'

export const COMPUTE_RULES: readonly ResourceRule[] = [
  {
    id: 'kubernetes-rbac',
    checkov: ['CKV_AZURE_5'],
    reason: 'Who is in at all could do everything.',
    types: [CLUSTER],
    breach: inputs => expectAt(inputs, 'enableRBAC', true),
  },
  {
    id: 'kubernetes-no-local-accounts',
    checkov: ['CKV_AZURE_141'],
    reason: 'A certificate of the cluster outlives everybody who ever held it.',
    types: [CLUSTER],
    breach: inputs => expectAt(inputs, 'disableLocalAccounts', true),
  },
  {
    id: 'kubernetes-network-policy',
    checkov: ['CKV_AZURE_7'],
    reason: 'Each pod could talk to all others.',
    types: [CLUSTER],
    breach: inputs =>
      ['azure', 'calico', 'cilium'].includes(String(at(inputs, 'networkProfile', 'networkPolicy')))
        ? undefined
        : 'networkProfile.networkPolicy is not set',
  },
  {
    id: 'kubernetes-workload-identity',
    checkov: [],
    reason: 'Pods would need secrets.',
    types: [CLUSTER],
    breach: inputs =>
      expectAt(inputs, 'oidcIssuerProfile.enabled', true) ??
      expectAt(inputs, 'securityProfile.workloadIdentity.enabled', true),
  },
  {
    id: 'kubernetes-upgrade-channel',
    checkov: ['CKV_AZURE_171'],
    reason: 'Patches would wait for somebody to think of them.',
    types: [CLUSTER],
    breach: inputs => {
      const channel = String(at(inputs, 'autoUpgradeProfile', 'upgradeChannel') ?? 'none')
      return channel === 'none' ? 'autoUpgradeProfile.upgradeChannel is not set' : undefined
    },
  },
  {
    id: 'databricks-no-public-ip',
    checkov: [],
    reason: 'Every machine of a cluster would be on the internet.',
    types: [WORKSPACE],
    breach: inputs => expectAt(inputs, 'parameters.enableNoPublicIp.value', true),
  },
  {
    id: 'databricks-access-connector',
    checkov: [],
    reason: 'Without an identity Spark would read the lake by a key.',
    types: ['azure-native:databricks:AccessConnector'],
    breach: inputs =>
      /Assigned/.test(String(at(inputs, 'identity', 'type'))) ? undefined : 'it has no managed identity',
  },
]
