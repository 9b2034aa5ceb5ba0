/** The data dictionary, written from the catalogue: feeds, tables with their columns, codes, checks, licences. */
import {
  CHECK_THRESHOLDS,
  CHECKS,
  CHECKS_BY_TABLE,
  type CheckName,
  type JumpThreshold,
} from '../pipeline/catalog/checks.ts'
import type { Dataset } from '../pipeline/catalog/dataset.ts'
import { DATASETS } from '../pipeline/catalog/datasets.ts'
import { ENERGY_TYPES } from '../pipeline/catalog/energy-types.ts'
import { FEEDS, type Feed } from '../pipeline/catalog/feeds.ts'
import { SCHOOL_CALENDAR_LICENCE } from '../pipeline/catalog/licences.ts'
import { MEASURES, type Measure } from '../pipeline/catalog/measures.ts'
import { QUALITY_CODES } from '../pipeline/catalog/quality-codes.ts'
import { GENERATION_TYPES, REGIONS } from '../pipeline/catalog/regions.ts'
import { SCHOOL_CALENDAR_COVERS } from '../pipeline/catalog/school-holidays.ts'
import { VINTAGES } from '../pipeline/catalog/vintages.ts'

type Cell = string | number | null
const NONE = '–'
const count = (value: number) => value.toLocaleString('en-GB')
const code = (text: string) => `\`${text}\``
const yes = (flag: boolean) => (flag ? 'yes' : '')

/** A Markdown table, its columns padded to one width. Columns named in `right` are aligned right. */
function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly string[] = [],
): string {
  const texts = [head, ...rows].map(row => row.map(cell => String(cell ?? NONE).replaceAll('|', '\\|')))
  const widths = head.map((_, index) => Math.max(3, ...texts.map(row => row[index]?.length ?? 0)))
  const isRight = head.map(name => right.includes(name))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [first = '', ...others] = texts.map(row =>
    line(
      row.map((text, index) =>
        isRight[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0),
      ),
    ),
  )
  const rule = line(
    widths.map((width, index) => (isRight[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))),
  )
  return [first, rule, ...others].join('\n')
}

export function dataDictionary(): string {
  const sections = [
    introduction(),
    feeds(),
    regions(),
    energyTypes(),
    measures(),
    codes(),
    datasets('silver', 'Silver tables'),
    datasets('gold', 'Gold tables'),
    checks(),
    licences(),
  ]
  return `${sections.join('\n\n')}\n`
}

const introduction = () => `<!-- Written by \`npm run docs\` from pipeline/catalog. Do not edit. -->
# Data dictionary

What Grid Power Stream takes in, keeps and gives out. Power is mean power over an interval, in MW; energy is power × minutes ÷ 60, in MWh.
Instants are UTC, intervals half-open and named by their start; local means Paris. Missing is never zero. Terms are defined in the [glossary](glossary.md).

[Feeds](#feeds) · [Regions](#regions) · [Energy types](#energy-types) · [Measures](#measures-of-a-regional-publication) · [Codes](#codes) ·
[Silver tables](#silver-tables) · [Gold tables](#gold-tables) · [Quality checks](#quality-checks) · [Licences](#licences)`

const feeds = () => `## Feeds

${table(
  ['Feed', 'Status', 'What', 'Publisher'],
  FEEDS.map(feed => [code(feed.feed_id), feed.status, feed.title, feed.publisher]),
)}

An active feed is ingested today; a planned one is declared, without a connector yet.

${FEEDS.map(feed => `### ${feed.feed_id}\n\n${feedFacts(feed)}`).join('\n\n')}`

function feedFacts(feed: Feed): string {
  const { freshness, quota } = feed
  return table(
    ['', ''],
    [
      ['Dataset', code(feed.dataset_id)],
      ['Endpoint', code(feed.endpoint)],
      ['Cadence', feed.cadence],
      ['Schedule (second minute hour day month weekday, UTC)', feed.schedule && code(feed.schedule)],
      ['Expected lag', duration(feed.expected_lag_minutes)],
      [
        'Freshness objective',
        freshness &&
          `degraded after ${duration(freshness.degraded_minutes)}, broken after ${duration(freshness.broken_minutes)}`,
      ],
      ['Quota', quota && `${count(quota.calls)} calls a ${quota.period}`],
      ['Look-back', duration(feed.look_back_hours === null ? null : feed.look_back_hours * 60)],
      ['Bronze path', code(feed.bronze_prefix)],
      ['Retention', feed.retention],
      ['Owner', feed.owner],
      ['Personal data', feed.personal_data],
      ['Licence', feed.licence],
    ],
  )
}

function duration(minutes: number | null): string | null {
  if (minutes === null) return null
  if (minutes >= 2880 && minutes % 1440 === 0) return `${minutes / 1440} days`
  return minutes > 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}

function regions(): string {
  const head = ['Code', 'Region', 'Population', 'Area (km²)', 'Demand (MW)', ...GENERATION_TYPES]
  return `## Regions

The twelve mainland regions RTE publishes. Demand: lowest and highest published, outages apart. The last six columns are installed
capacity, or the highest value published where that is larger, in MW; ${NONE} where the region has none.

${table(
  head,
  REGIONS.map(region => [
    code(region.region_code),
    region.region_name,
    count(region.population),
    count(region.area_km2),
    region.consumption_range_mw.map(count).join(NONE),
    ...GENERATION_TYPES.map(type => {
      const capacity = region.capacity_mw[type]
      return capacity === null ? NONE : count(capacity)
    }),
  ]),
  head.slice(2),
)}`
}

const energyTypes = () => `## Energy types

An injection fills \`production_mw\`, a withdrawal \`consumption_mw\`. A generation type that runs negative for an interval is a withdrawal of that type.

${table(
  ['Key', 'Code', 'English', 'French', 'Family', 'Flow', 'Renewable', 'Dispatchable'],
  ENERGY_TYPES.map(type => [
    type.energy_type_key,
    code(type.energy_type_code),
    type.name_en,
    type.name_fr,
    type.family,
    type.flow,
    yes(type.is_renewable),
    yes(type.is_dispatchable),
  ]),
  ['Key'],
)}`

function measures(): string {
  const all: readonly Measure[] = MEASURES
  return `## Measures of a regional publication

Publisher's names are compared without accents, case, punctuation and the unit MW. A sign without an energy type is an error, and refused.

${table(
  ['Silver column', "Publisher's name", 'Positive becomes', 'Negative becomes', 'Meaning'],
  all.map(measure => [
    code(measure.column),
    measure.publisher_names.map(code).join(', '),
    measure.positive ? code(measure.positive) : null,
    measure.negative ? code(measure.negative) : null,
    measure.meaning,
  ]),
)}`
}

const codes = () => `## Codes

### Vintages

The higher precedence replaces the lower one for the same region and interval; what is replaced stays in \`fact_energy_flow_revision\`.

${table(
  ['Code', 'Precedence', 'Usual step (minutes)', 'Meaning'],
  VINTAGES.map(vintage => [
    code(vintage.vintage_code),
    vintage.precedence,
    vintage.usual_step_minutes,
    vintage.meaning,
  ]),
  ['Precedence', 'Usual step (minutes)'],
)}

### Quality codes

${table(
  ['Code', 'Meaning'],
  QUALITY_CODES.map(({ quality_code, meaning }) => [code(quality_code), meaning]),
)}`

const datasets = (layer: Dataset['layer'], title: string) => {
  const own = DATASETS.filter(dataset => dataset.layer === layer)
  return `## ${title}\n\n${own.map(datasetSection).join('\n\n')}`
}

const datasetSection = (dataset: Dataset) => `### ${dataset.table_name}

${dataset.description}

- **Grain**: ${dataset.grain}
- **Key**: ${dataset.key.map(code).join(', ')}
- **From**: ${dataset.lineage.join('; ')}
- **Retention**: ${dataset.retention}
- **Licence**: ${dataset.licence}
- **Checks**: ${dataset.checks.map(code).join(', ') || 'enforced by the engine (keys, value lists)'}

${table(
  ['Column', 'Type', 'Unit', 'Null', 'Meaning'],
  dataset.columns.map(column => [
    code(column.column_name),
    column.type,
    column.unit ?? '',
    yes(column.is_nullable),
    column.meaning,
  ]),
)}`

const tablesOf = (check: CheckName) =>
  Object.entries(CHECKS_BY_TABLE)
    .filter(([, names]) => names.includes(check))
    .map(([name]) => code(name))
    .join(', ')

const checks = () => `## Quality checks

A violated \`fail\` means that the table can't be trusted; a \`warn\` is for a person to look at.

${table(
  ['Check', 'Severity', 'What holds', 'Tables'],
  CHECKS.map(check => [code(check.check_name), check.severity, check.promise, tablesOf(check.check_name)]),
)}

### Thresholds

${thresholds()
  .map(line => `- ${line}`)
  .join('\n')}`

function thresholds(): readonly string[] {
  const {
    value_range: range,
    jump,
    flat_line: flat,
    balance_identity: balance,
    completeness,
  } = CHECK_THRESHOLDS
  return [
    `\`value_range\`: generation up to ${range.capacity_ratio} × capacity + ${range.capacity_slack_mw} MW; demand from ${range.lowest_demand_ratio} × the lowest to ${range.highest_demand_ratio} × the highest published.`,
    ...jump.by_energy_type.map(jumpLine),
    `\`jump\`: the last good value counts for ${jump.last_good_within_minutes} minutes; energy types not named here may jump.`,
    ...flat.map(
      ({ energy_type_code, longest_minutes, from_mw }) =>
        `\`flat_line\` of ${energy_type_code}: one value of ${from_mw} MW or more for longer than ${longest_minutes} minutes.`,
    ),
    '`flat_line`: energy types not named here may stand still.',
    `\`balance_identity\`: Σ production and Σ consumption differ by ${balance.tolerance_mw} MW at most.`,
    `\`completeness\`: at least ${completeness.lowest_ratio * 100} % of the minutes of a local day; the ${completeness.autumn_hole_minutes} minutes the publisher leaves out of the 25-hour day are not expected.`,
  ]
}

function jumpLine(limit: JumpThreshold): string {
  const { energy_type_code, quarter_hour_ratio, ratio, reference, smallest_mw } = limit
  const beyond =
    quarter_hour_ratio === ratio
      ? `${ratio * 100} %`
      : `${quarter_hour_ratio * 100} % in 15 minutes (${ratio * 100} % over longer steps)`
  return `\`jump\` of ${energy_type_code}: more than ${beyond} of the ${reference === 'capacity' ? 'capacity' : 'last good value'}, and more than ${smallest_mw} MW.`
}

function licences(): string {
  const used = new Map(FEEDS.map(({ licence, attribution }) => [attribution, licence] as const)).set(
    SCHOOL_CALENDAR_LICENCE.attribution,
    SCHOOL_CALENDAR_LICENCE.licence,
  )
  return `## Licences

${table(
  ['Licence', 'Attribution'],
  [...used].map(([attribution, licence]) => [licence, attribution]),
)}

The school calendar is known from ${SCHOOL_CALENDAR_COVERS.from} until ${SCHOOL_CALENDAR_COVERS.until}, that day not included. Simulated data is labelled so and carries no attribution of a publisher.`
}
