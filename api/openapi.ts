/** The OpenAPI 3.1 document, made of the endpoints' declarations. */
import { z } from 'zod'
import { ACCESSES } from './auth/access.ts'
import type { Endpoint } from './endpoint.ts'
import { attributionOf, Interval, unitsOf } from './envelope.ts'
import { Problem } from './problem.ts'

type AnyEndpoint = Endpoint<z.ZodObject, z.ZodObject>

/** A route that is no endpoint: it reads no data. */
export interface PlainRoute {
  readonly path: `/${string}`
  readonly operationId: string
  readonly summary: string
  readonly answers: Readonly<Record<number, { readonly description: string; readonly body: z.ZodType }>>
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'A parameter is unknown, given twice, or has a value that does not fit.',
  401: 'A token is needed, and there is none, or it is not good. Only where sign-in is configured.',
  403: 'The token grants neither the scope nor the app role. Only where sign-in is configured.',
  405: 'The method is not GET, HEAD or OPTIONS.',
  413: 'The request has a body.',
  414: 'The query is too long.',
  500: 'The server failed.',
  503: 'The warehouse cannot answer now, or the answer took too long.',
}

const { 401: _, 403: __, ...OPEN_PROBLEMS } = PROBLEMS

/** A token of the configured issuer, an Entra ID tenant for instance. */
const BEARER = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: `An access token that grants the scope (scp) or the app role (roles) that an operation names. ${ACCESSES.map(
    ({ scope, role, meaning }) => `${scope} or ${role}: ${meaning}`,
  ).join(' ')} On a service that only its own machine can reach, none is needed.`,
} as const

export function openApiDocument(
  endpoints: readonly AnyEndpoint[],
  plainRoutes: readonly PlainRoute[],
  version: string,
) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Grid Power Stream',
      version,
      summary: 'Balance of electricity production and consumption of the French regions',
      description:
        'Times are UTC; an interval is named by its start and half-open. A day given without a time is a day in Paris. ' +
        'null is "not available", never zero. meta.is_simulated tells invented data from published figures.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: Object.fromEntries([
      ...endpoints.map(endpoint => [endpoint.path, { get: operationOf(endpoint) }] as const),
      ...plainRoutes.map(route => [route.path, { get: plainOperation(route) }] as const),
    ]),
    components: { schemas: { Problem: jsonSchema(Problem) }, securitySchemes: { bearer: BEARER } },
  }
}

function operationOf(endpoint: AnyEndpoint) {
  const query = z.toJSONSchema(endpoint.query, { io: 'input' })
  const required = new Set(query.required)
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    description: endpoint.description,
    tags: ['data'],
    // Either will do.
    security: [{ bearer: [endpoint.access.scope] }, { bearer: [endpoint.access.role] }],
    parameters: Object.entries(query.properties ?? {}).map(([name, schema]) =>
      parameterOf(name, schema, required.has(name), endpoint.path),
    ),
    responses: {
      200: {
        description: endpoint.followsClock ? 'The rows.' : 'The rows. The ETag changes when the data does.',
        headers: {
          ...(endpoint.followsClock ? {} : { ETag: { schema: { type: 'string' } } }),
          'X-Data-Origin': { schema: { type: 'string', enum: ['published', 'simulated'] } },
        },
        content: { 'application/json': { schema: answerSchema(endpoint), example: exampleOf(endpoint) } },
      },
      ...(endpoint.followsClock
        ? {}
        : { 304: { description: 'Nothing has changed since the answer that If-None-Match names.' } }),
      ...problemResponses({ ...PROBLEMS, ...endpoint.problems }),
    },
  }
}

function parameterOf(name: string, schema: unknown, required: boolean, path: string) {
  const { description, examples, ...rest } = z
    .looseObject({ description: z.string(), examples: z.array(z.unknown()).optional() })
    .parse(schema)
  return {
    name,
    description,
    schema: rest,
    ...(examples?.length ? { example: examples[0] } : {}),
    ...(path.includes(`{${name}}`) ? { in: 'path', required: true } : inQuery(required)),
  }
}

function inQuery(required: boolean) {
  return {
    in: 'query',
    required,
    // A list of codes is written with plain commas.
    style: 'form',
    explode: false,
    allowReserved: true,
  }
}

const answerSchema = (endpoint: AnyEndpoint) =>
  jsonSchema(
    z.object({
      data: z.array(endpoint.row),
      ...(endpoint.isRanged ? { interval: Interval } : {}),
      meta: endpoint.meta,
    }),
  )

function exampleOf(endpoint: AnyEndpoint) {
  const meta = {
    is_simulated: false,
    data_watermark: '2024-10-28T09:45:00.000Z',
    attribution: attributionOf(false, endpoint.licence),
    units: unitsOf(endpoint.row),
  }
  const step = endpoint.example.step_minutes === 60 ? 'PT1H' : 'P1D'
  const more: Readonly<Record<string, string | null>> = {
    next_cursor: null,
    step,
    as_of: null,
    issued_at: '2024-10-28T09:27:04.512Z',
    fitted_at: '2024-10-28T03:40:00.000Z',
  }
  const declared = Object.entries(more).filter(([name]) => name in endpoint.meta.shape)
  return {
    data: [endpoint.example],
    ...(endpoint.isRanged && {
      interval: { from: '2024-10-26T22:00:00.000Z', to: '2024-10-27T23:00:00.000Z' },
    }),
    meta: { ...meta, ...Object.fromEntries(declared) },
  }
}

function plainOperation(route: PlainRoute) {
  const answers = Object.entries(route.answers).map(([status, { description, body }]) => [
    status,
    { description, content: { 'application/json': { schema: jsonSchema(body) } } },
  ])
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: ['service'],
    security: [],
    responses: { ...problemResponses(OPEN_PROBLEMS), ...Object.fromEntries(answers) },
  }
}

const problemResponses = (problems: Readonly<Record<number, string>>) =>
  Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      status,
      {
        description,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )

function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema)
  return rest
}
