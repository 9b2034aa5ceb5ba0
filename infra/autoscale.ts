/** Adds instances of a plan when they work hard, and takes them away when they don't. */
import * as monitor from '@pulumi/azure-native/monitor/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Placement } from './placement.ts'

export interface AutoscaleArgs {
  readonly placement: Placement
  readonly planId: pulumi.Input<string>
  readonly instances: { readonly min: number; readonly max: number }
}

/** Far enough apart that taking one instance away does not bring it back at once. */
const BUSY_PERCENT = 70
const IDLE_PERCENT = 30

export function scaleByLoad(
  name: string,
  { placement, planId, instances }: AutoscaleArgs,
  opts: pulumi.CustomResourceOptions,
): monitor.AutoscaleSetting {
  const rule = (
    direction: 'Increase' | 'Decrease',
    operator: 'GreaterThan' | 'LessThan',
    threshold: number,
    timeWindow: string,
  ) => ({
    metricTrigger: {
      metricName: 'CpuPercentage',
      metricResourceUri: planId,
      operator,
      statistic: 'Average' as const,
      threshold,
      timeAggregation: 'Average' as const,
      timeGrain: 'PT1M',
      timeWindow,
    },
    scaleAction: { direction, type: 'ChangeCount' as const, value: '1', cooldown: timeWindow },
  })
  return new monitor.AutoscaleSetting(
    `${name}-load`,
    {
      ...placement,
      enabled: true,
      targetResourceUri: planId,
      profiles: [
        {
          name: 'by-load',
          capacity: {
            minimum: String(instances.min),
            maximum: String(instances.max),
            default: String(instances.min),
          },
          rules: [
            rule('Increase', 'GreaterThan', BUSY_PERCENT, 'PT5M'),
            rule('Decrease', 'LessThan', IDLE_PERCENT, 'PT10M'),
          ],
        },
      ],
    },
    opts,
  )
}
