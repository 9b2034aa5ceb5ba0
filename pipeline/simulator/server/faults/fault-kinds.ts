/** Every way a feed can be broken, declared once: what it does, to which feeds, with which parameters. */
import { z } from 'zod'
import { SIMULATED_FEEDS, type SimulatedFeed } from '../simulated-feeds.ts'

/** A parameter means the same wherever it is taken. */
const PARAMETERS = z.strictObject({
  times: z
    .int()
    .min(1)
    .optional()
    .describe('requests it hits, after which it lets pass; all of them when not given'),
  retry_after_seconds: z.int().min(0).max(86_400).default(60).describe('the wait that Retry-After asks for'),
  status: z.literal([500, 502, 503, 504]).default(500).describe('status of the answer'),
  mode: z
    .enum(['always', 'nightly'])
    .default('always')
    .describe('nightly: from midnight to 01:00 in Paris only'),
  how: z
    .enum(['connection', 'content-length', 'silent'])
    .default('connection')
    .describe(
      'connection: cut in the middle of the body; content-length: fewer bytes than announced; silent: as if whole',
    ),
  pause_ms: z.int().min(1).max(60_000).default(1_000).describe('pause between two pieces of the body'),
  piece_bytes: z.int().min(1).max(1_000_000).default(1_024).describe('bytes in a piece of the body'),
  hours_back: z
    .number()
    .min(0)
    .max(72)
    .default(0)
    .describe('how many hours of values already published it takes as well'),
  severity: z
    .enum(['mild', 'severe'])
    .default('severe')
    .describe('mild: only columns nobody reads change; severe: a column that is read has another name'),
})

export type FaultParameters = z.infer<typeof PARAMETERS>

/** All parameters, those given and the defaults of the rest. */
export const withDefaults = (given: unknown): FaultParameters => PARAMETERS.parse(given)

export interface FaultKind {
  readonly meaning: string
  readonly feeds: readonly SimulatedFeed[]
  readonly parameters: z.ZodObject
}

const ODRE: readonly SimulatedFeed[] = SIMULATED_FEEDS.filter(feed => feed.startsWith('eco2mix-'))
const OPEN_METEO: readonly SimulatedFeed[] = SIMULATED_FEEDS.filter(feed => feed.startsWith('open-meteo-'))
const REAL_TIME: readonly SimulatedFeed[] = ['eco2mix-regional-realtime', 'eco2mix-national-realtime']
const REFERENCE: readonly SimulatedFeed[] = ['region-register', 'region-areas']

const any = PARAMETERS.pick({ times: true })

const FAULTS = {
  'rate-limited': {
    meaning: '429 with Retry-After, as after too many calls',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, retry_after_seconds: true }),
  },
  'rate-limited-silent': {
    meaning: '429 that does not say when to come back',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  'server-error': {
    meaning: 'a 5xx with a short text',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, status: true }),
  },
  maintenance: {
    meaning: '503 with an HTML page that announces maintenance',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, mode: true }),
  },
  'html-instead': {
    meaning: '200 with an HTML page in the place of the data',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  'error-in-stream': {
    meaning: 'a 200 whose body breaks off with the text of an error of the publisher',
    feeds: ODRE,
    parameters: any,
  },
  truncated: {
    meaning: 'the second half of the body is missing',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, how: true }),
  },
  'slow-body': {
    meaning: 'the body comes in small pieces with pauses between them',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, pause_ms: true, piece_bytes: true }),
  },
  'stuck-body': {
    meaning: 'the body stands still after its first half',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  'stuck-headers': {
    meaning: 'the request is taken and never answered',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  refused: {
    meaning: 'the connection is reset before an answer',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  stalled: {
    meaning: 'nothing new is published from the moment it is switched on',
    feeds: [...ODRE, ...OPEN_METEO],
    parameters: any,
  },
  zeros: {
    meaning: 'values published from the moment it is switched on are zeros, until it is switched off',
    feeds: REAL_TIME,
    parameters: PARAMETERS.pick({ times: true, hours_back: true }),
  },
  'schema-drift': {
    meaning: 'an unknown column appears, and one that is read has another name',
    feeds: SIMULATED_FEEDS,
    parameters: PARAMETERS.pick({ times: true, severity: true }),
  },
  'string-numbers': {
    meaning: 'numbers come as texts, some of them as ND or -',
    feeds: [...ODRE, ...OPEN_METEO, 'region-register'],
    parameters: any,
  },
  'absurd-values': {
    meaning: 'some values are impossible',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  'wrong-units': {
    meaning: 'wind in km/h although m/s was asked for; only the units of the answer tell',
    feeds: OPEN_METEO,
    parameters: any,
  },
  'paging-losses': {
    meaning: 'some rows are missing and others come twice',
    feeds: ODRE,
    parameters: any,
  },
  'meter-level': {
    meaning: 'a column with 14-digit delivery points of (invented) meters appears',
    feeds: [...ODRE, 'region-register'],
    parameters: any,
  },
  empty: {
    meaning: 'an answer of the right form without a row',
    feeds: SIMULATED_FEEDS,
    parameters: any,
  },
  'wrong-dataset': {
    meaning: "rows of another dataset of the publisher's",
    feeds: [...ODRE, ...REFERENCE],
    parameters: any,
  },
  'robots-refuse': {
    meaning: 'robots.txt asks every robot to stay away from the page',
    feeds: ['region-areas'],
    parameters: any,
  },
} as const satisfies Readonly<Record<string, FaultKind>>

export type FaultName = keyof typeof FAULTS

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name)

export const faultKind = (name: FaultName): FaultKind => FAULTS[name]

export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).filter(isFaultName)
