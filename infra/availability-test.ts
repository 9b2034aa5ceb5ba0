/** Asks a URL from several places of the world, and raises an alarm when several of them get no answer. */
import * as applicationinsights from '@pulumi/azure-native/applicationinsights/index.js'
import * as monitor from '@pulumi/azure-native/monitor/index.js'
import * as pulumi from '@pulumi/pulumi'
import { type Instruction, instruct } from './alerts.ts'
import type { Placement } from './placement.ts'

export interface AvailabilityTestArgs extends Instruction {
  readonly placement: Placement
  readonly insightsId: pulumi.Input<string>
  readonly actionGroupId: pulumi.Input<string>
  /** Answers 200 without a token. */
  readonly url: pulumi.Input<string>
  /** 0 (worst) to 4. */
  readonly severity: number
}

/** Amsterdam, Paris, London, Dublin: Azure's names of the places it asks from. */
const LOCATIONS = ['emea-nl-ams-azr', 'emea-fr-pra-edge', 'emea-ru-msa-edge', 'emea-gb-db3-azr']
/** One place may have a bad day. */
const FAILED_LOCATIONS = 2

export class AvailabilityTest extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>

  constructor(name: string, args: AvailabilityTestArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:AvailabilityTest', name, {}, opts)
    const parent = { parent: this }
    const { placement } = args

    const test = new applicationinsights.WebTest(
      name,
      {
        ...placement,
        // By this tag the portal finds the component that a test belongs to.
        tags: pulumi
          .output(args.insightsId)
          .apply(id => ({ ...placement.tags, [`hidden-link:${id}`]: 'Resource' })),
        webTestName: name,
        kind: 'standard',
        webTestKind: 'standard',
        syntheticMonitorId: name,
        enabled: true,
        frequency: 300,
        timeout: 30,
        retryEnabled: true,
        locations: LOCATIONS.map(location => ({ location })),
        request: {
          requestUrl: args.url,
          httpVerb: 'GET',
          followRedirects: false,
          parseDependentRequests: false,
        },
        validationRules: { expectedHttpStatusCode: 200, sSLCheck: true, sSLCertRemainingLifetimeCheck: 14 },
      },
      parent,
    )
    new monitor.MetricAlert(
      name,
      {
        resourceGroupName: placement.resourceGroupName,
        tags: placement.tags,
        location: 'global',
        description: instruct(`No answer from ${FAILED_LOCATIONS} of ${LOCATIONS.length} places`, args),
        enabled: true,
        severity: args.severity,
        scopes: [test.id, args.insightsId],
        evaluationFrequency: 'PT1M',
        windowSize: 'PT5M',
        criteria: {
          odataType: 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria',
          componentId: args.insightsId,
          webTestId: test.id,
          failedLocationCount: FAILED_LOCATIONS,
        },
        actions: [{ actionGroupId: args.actionGroupId }],
      },
      parent,
    )
    this.id = test.id
    this.registerOutputs({ id: this.id })
  }
}
