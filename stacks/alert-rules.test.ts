/** Every rule binds, rests on what the catalogue declares, and says what to do. */
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { EVENTS } from '../pipeline/catalog/events.ts'
import { FEEDS } from '../pipeline/catalog/feeds.ts'
import {
  API_UNREACHABLE,
  AWAITING_RULES,
  DECLARED_RULES,
  LOG_RULES,
  metricRules,
  RIGHTS_CHANGED,
  readable,
} from './alert-rules.ts'
import {
  ALERT_KINDS,
  awaited,
  type CatalogueRule,
  duration,
  runbookOf,
  windowHolding,
} from './alerts/alert-rule.ts'
import { exemption, FEED_ALERT_KINDS } from './alerts/feed-rules.ts'
import { type BoundQuery, openBinder } from './alerts/kql-binder.ts'
import { WORKBOOK_PANELS } from './workbook-panels.ts'

let bind: (query: string) => BoundQuery
beforeAll(() => {
  bind = openBinder()
})

const named = DECLARED_RULES.map(rule => [rule.id, rule] as const)
const ruleOf = (id: string): CatalogueRule => {
  const rule = DECLARED_RULES.find(candidate => candidate.id === id)
  if (rule) return rule
  throw new Error(`no rule ${id}`)
}
const active = FEEDS.filter(feed => feed.status === 'active')

describe('the query', () => {
  it.each(named)('of %s binds, and answers with what is compared and what is told apart', (_, rule) => {
    const { faults, columns } = bind(rule.query)
    expect(faults).toEqual([])
    const needed = [...(rule.measure ? [rule.measure.column] : []), ...(rule.splitBy ?? [])]
    expect(needed.filter(column => !columns.includes(column))).toEqual([])
  })

  it.each(WORKBOOK_PANELS.map(({ title, query }) => [title, query]))(
    'of the panel « %s » binds',
    (_, query) => {
      expect(bind(query ?? '').faults).toEqual([])
    },
  )

  it.each(named)('of %s begins with a fuzzy union that holds on a fresh workspace', (_, { query }) => {
    expect(query).toMatch(/^union isfuzzy=true\s/)
    expect(query).toContain('(datatable (')
  })

  it.each(named.filter(([, rule]) => rule.operator === 'LessThan'))(
    'of %s, which watches for silence, answers 0 where there is nothing',
    (_, { query, measure }) => {
      expect(query.split('\n').at(-1)).toBe(`| summarize ${measure?.column} = count()`)
    },
  )

  it.each([
    ['forecast-silent', 'forecasting > 0 and issues == 0', ['issues'], 'ago(3h)'],
    ['forecast-night-silent', 'issues > 0 and fits == 0', ['issues', 'fits'], null],
  ])(
    'of %s rings only after there was something, as far back as a rule may look',
    (id, condition, counts, since) => {
      const { query, window, operator, threshold } = ruleOf(id)
      expect(query.split('\n').at(-1)).toBe(`| project is_silent = iff(${condition}, 1, 0)`)
      expect([operator, threshold, window]).toEqual(['GreaterThan', 0, 'P2D'])
      // No rows are counted as 0, and are told as no silence.
      for (const count of counts) expect(query).toMatch(new RegExp(`${count} = countif\\(`))
      expect(/ago\(.*?\)/.exec(query)?.[0] ?? null).toBe(since)
    },
  )

  it.each([
    [
      'a column that no table has',
      'percentile(DurationMs',
      'percentile(DurationSeconds',
      "The name 'DurationSeconds'",
    ],
    ['a function that there is not', 'percentile(', 'percentil(', "The name 'percentil'"],
    ['a verb that there is not', '| summarize', '| sumarize', 'Query operator expected'],
  ])('is refused for %s', (_, right, wrong, fault) => {
    const planted = ruleOf('api-slow').query.replaceAll(right, wrong)
    expect(bind(planted).faults.join('\n')).toContain(fault)
  })

  it('is warned of for a table that there is not', () => {
    const planted = ruleOf('nothing-reports').query.replace('AppMetrics', 'AppMetric')
    expect(bind(planted).faults).toEqual([expect.stringContaining("The fuzzy name 'AppMetric'")])
  })
})

describe('the events', () => {
  it.each(named)('that %s reads are declared, and so are their fields', (_, rule) => {
    expect(faultsOf(rule)).toEqual([])
  })

  it('would be found missing if a rule read another one, or another field', () => {
    const rule = ruleOf('gold-behind-bronze')
    const renamed = { ...rule, query: rule.query.replaceAll('gold.updated', 'gold.refreshed') }
    expect(faultsOf(renamed)).toEqual([
      'gold.refreshed is not among the rule’s events',
      'gold.refreshed: unknown',
    ])
    const misspelt = { ...rule, query: rule.query.replaceAll('behind_minutes)', 'late_minutes)') }
    expect(faultsOf(misspelt)).toEqual(['gold.updated has no field late_minutes'])
  })
})

/** What the text of the query names, against the catalogue. */
function faultsOf({ query, events }: Pick<CatalogueRule, 'query' | 'events'>): string[] {
  const messages = [...query.matchAll(/Message == '([^']+)'/g)].map(([, name = '']) => name)
  const fields = [...query.matchAll(/Properties\.(\w+)/g)].map(([, field = '']) => field)
  const declared = new Map<string, readonly string[]>(
    Object.entries(EVENTS).map(([name, event]) => [name, Object.keys(event.fields)]),
  )
  return [
    ...messages
      .filter(name => !events.some(event => event === name))
      .map(name => `${name} is not among the rule’s events`),
    ...messages.flatMap(name => {
      const known = declared.get(name)
      if (known === undefined) return [`${name}: unknown`]
      return fields.filter(field => !known.includes(field)).map(field => `${name} has no field ${field}`)
    }),
  ]
}

describe('every active feed', () => {
  it.each(active.map(feed => [feed.feed_id, feed] as const))(
    '%s has all its rules, or a reason',
    (id, feed) => {
      const missing = FEED_ALERT_KINDS.filter(kind => exemption(feed, kind) === null).filter(
        kind => !LOG_RULES.some(rule => rule.id === `${kind}-${id}`),
      )
      expect(missing).toEqual([])
    },
  )

  it('does without a rule only for these reasons', () => {
    const exempt = active.flatMap(feed =>
      FEED_ALERT_KINDS.filter(kind => exemption(feed, kind) !== null).map(kind => `${feed.feed_id}: ${kind}`),
    )
    expect(exempt).toEqual([
      ...FEED_ALERT_KINDS.map(kind => `eco2mix-files: ${kind}`),
      ...['region-register', 'region-areas', 'sql-source'].flatMap(id =>
        ['feed-absent', 'feed-stale', 'feed-broken'].map(kind => `${id}: ${kind}`),
      ),
    ])
  })

  it('is stale where the catalogue says so', () => {
    const feed = active.find(({ feed_id }) => feed_id === 'eco2mix-regional-realtime')
    expect(ruleOf('feed-stale-eco2mix-regional-realtime').threshold).toBe(feed?.freshness?.degraded_minutes)
    expect(ruleOf('feed-broken-eco2mix-regional-realtime').threshold).toBe(feed?.freshness?.broken_minutes)
  })

  it.each([
    ['eco2mix-regional-realtime', 'PT1H'],
    ['open-meteo-forecast', 'PT3H'],
    ['open-meteo-archive', 'P2D'],
  ])('%s is missed after %s', (id, window) => {
    expect(ruleOf(`feed-absent-${id}`).window).toBe(window)
  })
})

describe('a rule over an event that nothing emits yet', () => {
  it('awaits what is to come, and no other rule does', () => {
    const planned = { ...EVENTS, 'timer.fired': { planned: 'timers' } }
    expect(awaited({ events: ['feed.run.finished', 'timer.fired'] }, planned)).toBe('timer.fired: timers')
    expect(awaited({ events: ['feed.run.finished'] }, planned)).toBeNull()
  })

  it('is left out, and said to be', () => {
    const waiting = DECLARED_RULES.filter(rule => rule.events.some(name => EVENTS[name].planned !== null))
    expect(LOG_RULES.filter(rule => waiting.some(({ id }) => id === rule.id))).toEqual([])
    expect(AWAITING_RULES).toEqual(waiting.map(rule => `${rule.id} (${awaited(rule)})`))
    expect(LOG_RULES.length + AWAITING_RULES.length).toBe(DECLARED_RULES.length)
  })
})

describe('the rules', () => {
  const all = [...DECLARED_RULES, ...metricRules({ databaseId: 'database' })]

  it('are all named differently, in a form that Azure takes', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(all.filter(({ id }) => !/^[a-z0-9-]{1,80}$/.test(id))).toEqual([])
  })

  it.each(all.map(rule => [rule.id, rule] as const))('%s says who acts, and where it says how', (_, rule) => {
    expect(rule.owner).not.toBe('')
    expect(rule.title).not.toBe('')
    expect(existsSync(rule.runbook)).toBe(true)
  })

  it('name their runbook by an address that opens, where one is configured', () => {
    const rule = ruleOf('api-slow')
    expect(readable(rule, undefined)).toBe(rule)
    expect(readable(rule, 'https://git.example.org/grid/blob/main').runbook).toBe(
      'https://git.example.org/grid/blob/main/docs/runbooks/api-slow.md',
    )
  })

  it('are of every kind that has a runbook', () => {
    const runbooks = new Set([...all, API_UNREACHABLE, RIGHTS_CHANGED].map(({ runbook }) => runbook))
    // Cost has no rule here: the budget of the stack tells of it.
    expect(ALERT_KINDS.filter(kind => !runbooks.has(runbookOf(kind)))).toEqual(['cost'])
  })

  it('look no more often than their window, as Azure demands', () => {
    const minutes = (iso: string) => {
      const [, days = '0', hours = '0', rest = '0'] =
        /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso) ?? []
      return Number(days) * 1440 + Number(hours) * 60 + Number(rest)
    }
    expect(all.filter(rule => minutes(rule.frequency) > minutes(rule.window))).toEqual([])
    expect(LOG_RULES.filter(rule => windowHolding(minutes(rule.window)) !== minutes(rule.window))).toEqual([])
  })
})

it.each([
  [15, 'PT15M'],
  [60, 'PT1H'],
  [90, 'PT90M'],
  [2880, 'P2D'],
])('writes %i minutes as %s', (minutes, iso) => {
  expect(duration(minutes)).toBe(iso)
})
