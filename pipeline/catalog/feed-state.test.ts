import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FEED_STATES, type FeedFacts, judgeFeed } from './feed-state.ts'
import { SAID_ERROR_CODES } from './feed-words.ts'
import { FEEDS, type Feed } from './feeds.ts'

const NOW = new Date('2026-06-04T12:00:00Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString()

function feedOf(feedId: string): Feed {
  const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
  if (!feed) throw new RangeError(`feed ${feedId}: not in the catalogue`)
  return feed
}
/** Every quarter of an hour; degraded from 120 minutes on, broken from 360. */
const REAL_TIME = feedOf('eco2mix-regional-realtime')

const facts = (some: Partial<FeedFacts> = {}): FeedFacts => ({
  newest_measured_utc: ago(45),
  our_lag_minutes: 0,
  last_run_at: ago(5),
  last_success_at: ago(5),
  failures_in_a_row: 0,
  failing_since: null,
  last_error_code: null,
  last_load: { rows_read: 100, rows_quarantined: 0, values_quarantined: 0, unknown_columns: [] },
  ...some,
})
const failing = (runs: number, code = 'server-error'): Partial<FeedFacts> => ({
  failures_in_a_row: runs,
  failing_since: ago(10 * runs),
  last_error_code: code,
})
const loaded = (rows_quarantined: number, more = {}): Partial<FeedFacts> => ({
  last_load: { rows_read: 100, rows_quarantined, values_quarantined: 0, unknown_columns: [], ...more },
})
const judged = (some: Partial<FeedFacts>, feed = REAL_TIME) => judgeFeed(feed, facts(some), NOW)

describe('a feed', () => {
  it.each<[string, Partial<FeedFacts>, string, string | null]>([
    ['is ok with fresh values', {}, 'ok', null],
    ['is ok just below its objective', { newest_measured_utc: ago(119) }, 'ok', null],
    ['is degraded at its objective', { newest_measured_utc: ago(120) }, 'degraded', 'publisher'],
    ['is degraded just below the other one', { newest_measured_utc: ago(359) }, 'degraded', 'publisher'],
    ['is broken at the other one', { newest_measured_utc: ago(360) }, 'broken', 'publisher'],
    ['is degraded without any measured value', { newest_measured_utc: null }, 'degraded', 'publisher'],
    ['is degraded by one run that failed', failing(1), 'degraded', 'publisher'],
    ['is degraded by two', failing(2), 'degraded', 'publisher'],
    ['is broken by three, however fresh', failing(3), 'broken', 'publisher'],
    ['has its fault with us when the quota is used up', failing(1, 'quota-exhausted'), 'degraded', 'us'],
    ['has its fault with us when we are at fault', failing(3, 'internal'), 'broken', 'us'],
    [
      'is as bad as the worst of both',
      { newest_measured_utc: ago(400), ...failing(1) },
      'broken',
      'publisher',
    ],
    [
      'is late by us when we hold less than there is',
      { newest_measured_utc: ago(130), our_lag_minutes: 60 },
      'degraded',
      'us',
    ],
    [
      'is late by us when nobody asked',
      { newest_measured_utc: ago(130), last_success_at: ago(31) },
      'degraded',
      'us',
    ],
    ['is ok with some rows refused', loaded(24), 'ok', null],
    ['is degraded when a quarter is refused', loaded(25), 'degraded', 'publisher'],
    ['is ok with columns unknown to us', loaded(0, { unknown_columns: ['tch_vent'] }), 'ok', null],
    ['is unknown when never fetched', { last_run_at: null, last_success_at: null }, 'unknown', null],
    [
      'is unknown when never fetched, though files of it are old',
      { last_run_at: null, last_success_at: null, newest_measured_utc: ago(90_000) },
      'unknown',
      null,
    ],
  ])('%s', (_, some, state, cause) => {
    expect(judged(some)).toMatchObject({ state, cause })
  })

  it('that is given by hand is never broken', () => {
    const { state, sentence_en } = judged(
      { newest_measured_utc: ago(9_000_000), last_run_at: null },
      feedOf('eco2mix-files'),
    )
    expect([state, sentence_en]).toEqual([
      'unknown',
      'Given by hand: nothing is expected at a set time. The newest value is of 24 Apr 2009, 14:00 (Paris).',
    ])
  })

  it.each(['region-register', 'region-areas', 'sql-source'])(
    'without objective is judged by its runs: %s',
    id => {
      const old = { newest_measured_utc: null, last_success_at: ago(5) }
      expect(judged(old, feedOf(id))).toMatchObject({ state: 'ok', age_minutes: null })
      expect(judged({ ...old, ...failing(3) }, feedOf(id)).state).toBe('broken')
    },
  )
})

describe('the sentence', () => {
  it.each<[string, Partial<FeedFacts>, string, string]>([
    [
      'of a feed that is well',
      {},
      'Up to date: the newest value is of 4 Jun, 13:15 (Paris), 45 min old.',
      'À jour : la dernière valeur est du 4 juin, 13:15 (Paris), il y a 45 min.',
    ],
    [
      'of runs that fail',
      failing(2),
      'The publisher’s server fails (5xx): 2 runs in a row have failed, the first of them on 4 Jun, 13:40 (Paris). It is tried again within minutes, and what was missed is fetched then.',
      'Le serveur du producteur est en erreur (5xx) : 2 exécutions de suite ont échoué, la première le 4 juin, 13:40 (Paris). Nouvel essai dans quelques minutes, et ce qui manque est alors récupéré.',
    ],
    [
      'of a publisher who is late',
      { newest_measured_utc: ago(200) },
      'The newest value is of 4 Jun, 10:40 (Paris), 3 h 20 min old, where the objective is less than 2 h. The delay is the publisher’s: that is all they have. It is asked again every 15 minutes, and what was missed is fetched then.',
      'La dernière valeur est du 4 juin, 10:40 (Paris), il y a 3 h 20 min, pour un objectif de moins de 2 h. Le retard est celui du producteur : c’est tout ce qu’il a. Il est interrogé toutes les 15 minutes, et ce qui manque est alors récupéré.',
    ],
    [
      'of a delay of ours',
      { newest_measured_utc: ago(4500), last_success_at: ago(4440), last_run_at: ago(4440) },
      'The newest value is of 1 Jun, 11:00 (Paris), 3 days old, where the objective is less than 2 h. The delay is ours: it has not been fetched since 1 Jun, 12:00 (Paris). It is asked again every 15 minutes, and what was missed is fetched then.',
      'La dernière valeur est du 1 juin, 11:00 (Paris), il y a 3 jours, pour un objectif de moins de 2 h. Le retard est le nôtre : pas interrogé depuis le 1 juin, 12:00 (Paris). Il est interrogé toutes les 15 minutes, et ce qui manque est alors récupéré.',
    ],
    [
      'of a publisher who wants to be left alone',
      failing(1, 'rate-limited'),
      'The publisher tells us to call less often (429): the run of 4 Jun, 13:50 (Paris) failed. It is asked again when it allows, an hour later at most, and what was missed is fetched then.',
      'Le producteur nous demande d’appeler moins souvent (429) : l’exécution du 4 juin, 13:50 (Paris) a échoué. Il est interrogé à nouveau quand il le permet, une heure plus tard au plus, et ce qui manque est alors récupéré.',
    ],
    [
      'of a quota that is used up',
      failing(1, 'quota-exhausted'),
      'Our share of the publisher’s quota is used up: the run of 4 Jun, 13:50 (Paris) failed. It goes on by itself when the next month of the quota begins.',
      'Notre part du quota du producteur est épuisée : l’exécution du 4 juin, 13:50 (Paris) a échoué. Reprise automatique au début du mois suivant du quota.',
    ],
    [
      'of a fault that a person must mend',
      failing(1, 'misconfigured'),
      'Our configuration is wrong: the run of 4 Jun, 13:50 (Paris) failed. A person has to mend this; it is tried again meanwhile.',
      'Notre configuration est fausse : l’exécution du 4 juin, 13:50 (Paris) a échoué. Une personne doit intervenir ; les essais continuent entre-temps.',
    ],
    [
      'of values refused and columns unknown',
      loaded(1, { values_quarantined: 2, unknown_columns: ['tch_vent', 'column_9'] }),
      'Up to date: the newest value is of 4 Jun, 13:15 (Paris), 45 min old. Refused in the last publication: 1 row, 2 values. Columns unknown to us: tch_vent, column_9.',
      'À jour : la dernière valeur est du 4 juin, 13:15 (Paris), il y a 45 min. Refusées dans la dernière publication : 1 ligne, 2 valeurs. Colonnes inconnues de nous : tch_vent, column_9.',
    ],
    [
      'of a publication mostly refused',
      loaded(60),
      '60 of 100 rows of the last publication were refused. It is asked again every 15 minutes, and what was missed is fetched then.',
      '60 lignes sur 100 de la dernière publication ont été refusées. Il est interrogé toutes les 15 minutes, et ce qui manque est alors récupéré.',
    ],
    [
      'of a feed never fetched',
      { last_run_at: null },
      'Never fetched: it is not set up here, or its first run is still to come.',
      'Jamais interrogé : il n’est pas configuré ici, ou sa première exécution est à venir.',
    ],
  ])('%s', (_, some, sentence_en, sentence_fr) => {
    expect(judged(some)).toMatchObject({ sentence_en, sentence_fr })
  })
})

describe('whatever the facts', () => {
  const minutesAgo = fc.integer({ min: 0, max: 600_000 })
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
  const anyFacts = fc.record({
    newest_measured_utc: maybe(minutesAgo.map(ago)),
    our_lag_minutes: maybe(fc.integer({ min: 0, max: 10_000 })),
    last_run_at: maybe(minutesAgo.map(ago)),
    last_success_at: maybe(minutesAgo.map(ago)),
    failures_in_a_row: fc.integer({ min: 0, max: 5 }),
    failing_since: maybe(minutesAgo.map(ago)),
    last_error_code: maybe(fc.constantFrom(...SAID_ERROR_CODES, 'something-new')),
    last_load: maybe(
      fc.record({
        rows_read: fc.nat(500),
        rows_quarantined: fc.nat(500),
        values_quarantined: fc.nat(9),
        unknown_columns: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
      }),
    ),
  })
  const anyFeed = fc.constantFrom(...FEEDS)
  const rank = (feed: Feed, some: FeedFacts) => FEED_STATES.indexOf(judgeFeed(feed, some, NOW).state)

  it('there is a sentence in each language, with no hole in it', () => {
    fc.assert(
      fc.property(anyFeed, anyFacts, (feed, some) => {
        for (const sentence of Object.values(judgeFeed(feed, some, NOW)).filter(
          value => typeof value === 'string',
        )) {
          expect(sentence).not.toMatch(/undefined|null|NaN|Invalid/)
        }
        const { sentence_en, sentence_fr } = judgeFeed(feed, some, NOW)
        for (const sentence of [sentence_en, sentence_fr]) expect(sentence).toMatch(/^[\p{Lu}\d].*\.$/u)
      }),
    )
  })

  it('older values, more failures or more refused rows never make a feed better', () => {
    fc.assert(
      fc.property(
        anyFeed,
        anyFacts,
        minutesAgo,
        fc.nat(5),
        fc.nat(400),
        (feed, some, older, failures, refused) => {
          fc.pre(some.newest_measured_utc !== null && some.last_run_at !== null && feed.schedule !== null)
          const newest = Date.parse(some.newest_measured_utc ?? '')
          const worse: FeedFacts = {
            ...some,
            newest_measured_utc: new Date(newest - older * 60_000).toISOString(),
            failures_in_a_row: some.failures_in_a_row + failures,
            last_load: some.last_load && {
              ...some.last_load,
              rows_quarantined: some.last_load.rows_quarantined + refused,
            },
          }
          expect(rank(feed, worse)).toBeGreaterThanOrEqual(rank(feed, some))
        },
      ),
    )
  })

  it('a feed is unknown if and only if nobody fetches it', () => {
    fc.assert(
      fc.property(anyFeed, anyFacts, (feed, some) => {
        const { state, cause } = judgeFeed(feed, some, NOW)
        expect(state === 'unknown').toBe(feed.schedule === null || some.last_run_at === null)
        expect(cause === null).toBe(state === 'ok' || state === 'unknown')
      }),
    )
  })
})
