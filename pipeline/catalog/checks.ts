/**
 * Quality checks: their names, how serious each is, and every threshold they use.
 *
 * Declared here as data; `pipeline/quality` runs them. A violated `fail` check means that the table can
 * not be trusted; a `warn` is for a person to look at: the publisher's own figures break most of them
 * now and then. The thresholds were set on the real publications of 2013–2020, 2024 and 2026, so that a
 * usual year gives tens of violations, not thousands.
 */

export type CheckName =
  | 'key_unique'
  | 'foreign_keys'
  | 'value_range'
  | 'jump'
  | 'flat_line'
  | 'balance_identity'
  | 'completeness'
  | 'vintage_monotony'
  | 'region_version'

export type CheckSeverity = 'fail' | 'warn'

export interface Check {
  readonly check_name: CheckName
  readonly severity: CheckSeverity
  /** What holds when the check passes. */
  readonly promise: string
}

export const CHECKS = [
  {
    check_name: 'key_unique',
    severity: 'fail',
    promise: 'No two rows share the key of the table.',
  },
  {
    check_name: 'foreign_keys',
    severity: 'fail',
    promise: 'Every key points to a row that exists: region, time, energy type, load batch.',
  },
  {
    check_name: 'value_range',
    severity: 'warn',
    promise:
      'Generation stays within the installed capacity of the region, demand within the range published for it and weather within what a region knows, margins included.',
  },
  {
    check_name: 'jump',
    severity: 'warn',
    promise: 'A value does not leap away from the last good value of its region and energy type.',
  },
  {
    check_name: 'flat_line',
    severity: 'warn',
    promise: 'A quantity that always moves does not stand still: the telemetry is not frozen.',
  },
  {
    check_name: 'balance_identity',
    severity: 'warn',
    promise: 'What is injected into a region equals what is withdrawn, within the rounding of the publisher.',
  },
  {
    check_name: 'completeness',
    severity: 'warn',
    promise: 'Every region has a measured demand for every interval of every local day.',
  },
  {
    check_name: 'vintage_monotony',
    severity: 'fail',
    promise: 'A settled value is never replaced by a less settled one.',
  },
  {
    check_name: 'region_version',
    severity: 'fail',
    promise: 'A row belongs to the version of its region that is valid at its start, and to one only.',
  },
] as const satisfies readonly Check[]

/** Installed capacity is what the region declares in the catalogue; small ones are rounded coarsely. */
interface ValueRangeThreshold {
  /** Generation up to `capacity × this + capacity_slack_mw` is in range. */
  readonly capacity_ratio: number
  readonly capacity_slack_mw: number
  /** Demand in range: from `lowest published × lowest_demand_ratio` to `highest published × highest_demand_ratio`. */
  readonly lowest_demand_ratio: number
  readonly highest_demand_ratio: number
}

/**
 * A jump is a change by more than `ratio` of the reference, and by more than `smallest_mw`, since the last
 * good value. Half-hours may move further than quarters: electric water heaters start all at once.
 */
export interface JumpThreshold {
  readonly energy_type_code: string
  readonly reference: 'last_good_value' | 'capacity'
  /** When the last good value began 15 minutes earlier. */
  readonly quarter_hour_ratio: number
  /** When it began longer ago. */
  readonly ratio: number
  readonly smallest_mw: number
}

/** A flat line is one unchanged value at or above `from_mw` for more than `longest_minutes`. */
interface FlatLineThreshold {
  readonly energy_type_code: string
  readonly longest_minutes: number
  readonly from_mw: number
}

export interface CheckThresholds {
  readonly value_range: ValueRangeThreshold
  /** Energy types that are not listed may jump: pumping starts in one step, exchanges follow it. */
  readonly jump: {
    /** A last good value older than this is no reference: a level that lasts longer is accepted. */
    readonly last_good_within_minutes: number
    readonly by_energy_type: readonly JumpThreshold[]
  }
  /** Energy types that are not listed may stand still: nuclear, thermal, hydro and bioenergy often do. */
  readonly flat_line: readonly FlatLineThreshold[]
  /** Σ production − Σ consumption of one region and interval, absolute. */
  readonly balance_identity: { readonly tolerance_mw: number }
  readonly completeness: {
    /** Measured minutes ÷ expected minutes of a region and local day, at least. */
    readonly lowest_ratio: number
    /** The publisher leaves out one of the two 02:00 hours of the 25-hour day: not expected, not alarmed. */
    readonly autumn_hole_minutes: number
  }
}

const ofCapacity = (energy_type_code: string, ratio: number, smallest_mw: number): JumpThreshold => ({
  energy_type_code,
  reference: 'capacity',
  quarter_hour_ratio: ratio,
  ratio,
  smallest_mw,
})

export const CHECK_THRESHOLDS: CheckThresholds = {
  value_range: {
    capacity_ratio: 1.2,
    capacity_slack_mw: 50,
    lowest_demand_ratio: 0.8,
    highest_demand_ratio: 1.2,
  },
  jump: {
    last_good_within_minutes: 120,
    by_energy_type: [
      {
        energy_type_code: 'demand',
        reference: 'last_good_value',
        quarter_hour_ratio: 0.25,
        ratio: 0.3,
        smallest_mw: 200,
      },
      ofCapacity('thermal', 0.4, 200),
      ofCapacity('nuclear', 0.4, 200),
      ofCapacity('wind', 0.4, 200),
      ofCapacity('solar', 0.4, 200),
      ofCapacity('hydro', 0.4, 200),
      ofCapacity('bioenergy', 0.4, 100),
    ],
  },
  flat_line: [
    { energy_type_code: 'demand', longest_minutes: 90, from_mw: 1 },
    { energy_type_code: 'wind', longest_minutes: 180, from_mw: 100 },
    { energy_type_code: 'solar', longest_minutes: 180, from_mw: 100 },
  ],
  balance_identity: { tolerance_mw: 20 },
  completeness: { lowest_ratio: 0.95, autumn_hole_minutes: 60 },
}

/** Table → checks that are run on it. */
export const CHECKS_BY_TABLE: Readonly<Record<string, readonly CheckName[]>> = {
  eco2mix_regional: ['key_unique'],
  eco2mix_national: ['key_unique'],
  weather_hourly: ['key_unique'],
  region_population: ['key_unique'],
  region_area: ['key_unique'],
  fact_energy_flow: [
    'key_unique',
    'foreign_keys',
    'value_range',
    'jump',
    'flat_line',
    'balance_identity',
    'completeness',
    'region_version',
  ],
  fact_energy_flow_revision: ['key_unique', 'foreign_keys', 'vintage_monotony', 'region_version'],
  weather: ['key_unique', 'foreign_keys', 'value_range', 'region_version'],
  dim_region: ['region_version'],
  quarantine: ['foreign_keys'],
}

/** @throws RangeError when the check is not declared. */
export function checkSeverity(name: string): CheckSeverity {
  const found = CHECKS.find(check => check.check_name === name)
  if (!found) throw new RangeError(`check ${name}: not in the catalogue`)
  return found.severity
}
