/**
 * Vintages: how settled a published value is. The publisher replaces real-time values by
 * consolidated ones after weeks, and those by definitive ones after a year.
 */

export type VintageCode = 'real-time' | 'consolidated' | 'definitive'

export interface Vintage {
  readonly vintage_code: VintageCode
  /** The higher one replaces the lower one for the same region and interval. */
  readonly precedence: number
  /** The publisher's word for it (`Nature`), folded by {@link foldName}. */
  readonly nature: string
  /**
   * Minutes an interval lasts unless the publication shows otherwise: consolidated and definitive
   * series are half-hourly, with blank rows at :15 and :45.
   */
  readonly usual_step_minutes: 15 | 30
  readonly meaning: string
}

export const VINTAGES: readonly Vintage[] = [
  {
    vintage_code: 'real-time',
    precedence: 1,
    nature: 'donnees_temps_reel',
    usual_step_minutes: 15,
    meaning: 'Telemetry of the day, published within the hour, provisional.',
  },
  {
    vintage_code: 'consolidated',
    precedence: 2,
    nature: 'donnees_consolidees',
    usual_step_minutes: 30,
    meaning: 'Checked and completed by the publisher, weeks to months later.',
  },
  {
    vintage_code: 'definitive',
    precedence: 3,
    nature: 'donnees_definitives',
    usual_step_minutes: 30,
    meaning: 'Settled from metering about a year later, not expected to change.',
  },
]
