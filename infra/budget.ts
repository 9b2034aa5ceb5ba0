/** Budget: what the resource group may cost a month, and who is told before and after it does. It stops nothing. */
import * as consumption from '@pulumi/azure-native/consumption/index.js'
import * as pulumi from '@pulumi/pulumi'

export interface BudgetArgs {
  readonly resourceGroupId: pulumi.Input<string>
  /** In the currency that the subscription is billed in. */
  readonly monthlyAmount: number
  /** The first day of the month in which it is made, `YYYY-MM-01`; stays, since another one makes another budget. */
  readonly start: string
  readonly alertEmails: readonly string[]
  readonly actionGroupId: pulumi.Input<string>
}

export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super('platform:infra:Budget', name, {}, opts)

    const notify = (threshold: number, thresholdType: 'Actual' | 'Forecasted') => ({
      enabled: true,
      operator: 'GreaterThan',
      threshold,
      thresholdType,
      contactEmails: [...args.alertEmails],
      contactGroups: [args.actionGroupId],
    })
    new consumption.Budget(
      name,
      {
        scope: args.resourceGroupId,
        budgetName: name,
        category: 'Cost',
        timeGrain: 'Monthly',
        amount: args.monthlyAmount,
        timePeriod: { startDate: `${args.start}T00:00:00Z` },
        notifications: {
          'spent-80': notify(80, 'Actual'),
          'spent-100': notify(100, 'Actual'),
          'forecast-100': notify(100, 'Forecasted'),
        },
      },
      { parent: this },
    )
    this.registerOutputs({})
  }
}
