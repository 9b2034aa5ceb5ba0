/**
 * Quantities of the weather, under the publisher's names and units, and what each can be at a point.
 *
 * A unit that is not listed makes the column an unknown one: its values stay in bronze. Plausible ranges
 * hold every record of mainland France with room to spare.
 */

export interface WeatherMeasure {
  readonly column: string
  readonly publisher_name: string
  readonly unit: string
  /** Publisher's unit → our value = theirs × scale + offset. */
  readonly conversions: Readonly<Record<string, { readonly scale: number; readonly offset: number }>>
  /** What stands for it where the model has none: a value between two others, in the same unit. */
  readonly between?: { readonly lower: string; readonly upper: string; readonly upper_share: number }
  readonly plausible: readonly [lowest: number, highest: number]
  /** What the mean over a region can be: beyond it a check warns. */
  readonly usual: readonly [lowest: number, highest: number]
  readonly meaning: string
}

const times = (scale: number, offset = 0) => ({ scale, offset })
const SPEEDS = { 'm/s': times(1), 'km/h': times(1 / 3.6), kn: times(1852 / 3600), 'mp/h': times(0.44704) }

export const WEATHER_MEASURES: readonly WeatherMeasure[] = [
  {
    column: 'temperature_celsius',
    publisher_name: 'temperature_2m',
    unit: '°C',
    conversions: { '°C': times(1), '°F': times(5 / 9, -160 / 9) },
    plausible: [-40, 50],
    usual: [-22, 44],
    meaning: 'Air temperature 2 m above ground, at the hour.',
  },
  {
    column: 'wind_speed_10m_m_s',
    publisher_name: 'wind_speed_10m',
    unit: 'm/s',
    conversions: SPEEDS,
    plausible: [0, 75],
    usual: [0, 35],
    meaning: 'Wind speed 10 m above ground, at the hour.',
  },
  {
    column: 'wind_speed_100m_m_s',
    publisher_name: 'wind_speed_100m',
    unit: 'm/s',
    conversions: SPEEDS,
    // Wind grows with the logarithm of the height.
    between: {
      lower: 'wind_speed_80m',
      upper: 'wind_speed_120m',
      upper_share: Math.log(100 / 80) / Math.log(120 / 80),
    },
    plausible: [0, 90],
    usual: [0, 45],
    meaning:
      'Wind speed 100 m above ground, at the hour; where the model has none, from those at 80 and 120 m.',
  },
  {
    column: 'solar_irradiance_w_m2',
    publisher_name: 'shortwave_radiation',
    unit: 'W/m²',
    conversions: { 'W/m²': times(1) },
    plausible: [0, 1_400],
    usual: [0, 1_150],
    meaning: 'Global horizontal irradiance, mean of the hour before.',
  },
  {
    column: 'cloud_cover_percent',
    publisher_name: 'cloud_cover',
    unit: '%',
    conversions: { '%': times(1) },
    plausible: [0, 100],
    usual: [0, 100],
    meaning: 'Share of the sky that is clouded, at the hour.',
  },
]

/** Other columns that the publisher may be asked for: they stay in bronze and are no drift. */
export const WEATHER_KEPT_IN_BRONZE: readonly RegExp[] = [
  /^wind_speed_(80|120|180)m$/,
  /^wind_direction_\d+m$/,
  /^(direct|diffuse)_radiation$/,
]

/**
 * How much the grid cell that answers for a point may lie away from it, in degrees: cells of the coarsest
 * model are a quarter of a degree wide. Points of the catalogue are farther apart.
 */
export const CELL_TOLERANCE_DEGREES = 0.3

/** `forecast`: as it was forecast when it was fetched. `analysis`: as it is known afterwards. */
export const WEATHER_KINDS = ['forecast', 'analysis'] as const
export type WeatherKind = (typeof WEATHER_KINDS)[number]
