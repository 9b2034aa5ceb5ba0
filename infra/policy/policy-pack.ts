/** The rules as Pulumi's policy engine runs them: each resource as it is registered, the whole stack at the end. */
import { PolicyPack } from '@pulumi/policy'
import { breachOf, ESTATE_RULES, environmentOf, RESOURCE_RULES, waiverOf } from './check-estate.ts'
import { at, type Inputs, type PolicyResource } from './rule.ts'

const described = ({ checkov, reason }: { checkov: readonly string[]; reason: string }) =>
  [reason, ...checkov].join(' ')

/** Of a resource alone, its own tag tells. */
const tagOf = (inputs: Inputs) => {
  const environment = at(inputs, 'tags', 'environment')
  return typeof environment === 'string' ? environment : undefined
}

new PolicyPack('grid-power-stream', {
  policies: [
    ...RESOURCE_RULES.map(rule => ({
      name: rule.id,
      description: described(rule),
      enforcementLevel: 'mandatory' as const,
      validateResource: (
        resource: { type: string; name: string; props: Inputs },
        report: (message: string) => void,
      ) => {
        const { type, name, props } = resource
        for (const breach of breachOf(rule, { type, name, inputs: props })) {
          if (!waiverOf(tagOf(props), breach)) report(`${name}: ${breach.message}`)
        }
      },
    })),
    ...ESTATE_RULES.map(rule => ({
      name: rule.id,
      description: described(rule),
      enforcementLevel: 'mandatory' as const,
      validateStack: (
        { resources }: { resources: readonly { type: string; name: string; props: Inputs }[] },
        report: (message: string) => void,
      ) => {
        const estate: PolicyResource[] = resources.map(({ type, name, props }) => ({
          type,
          name,
          inputs: props,
          ...(typeof props.id === 'string' && { id: props.id }),
        }))
        for (const breach of rule.breaches(estate)) {
          if (!waiverOf(environmentOf(estate), { rule: rule.id, ...breach })) {
            report(`${breach.resource}: ${breach.message}`)
          }
        }
      },
    })),
  ],
})
