/**
 * Read queries: plain SQL in the subset that DuckDB and SQL Server share, with typed parameters, and
 * the one place where a driver's value becomes a value of ours.
 *
 * A bare string does not compile inside sql``, so nothing can be spliced into a query.
 */

export type Parameter =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  /** Instant in epoch milliseconds. */
  | { readonly type: 'instant'; readonly value: number }

export interface Sql {
  readonly text: readonly string[]
  readonly holes: readonly (Parameter | Sql)[]
}

export const sql = (text: TemplateStringsArray, ...holes: (Parameter | Sql)[]): Sql => ({ text, holes })
export const none: Sql = sql``
export const int = (value: number): Parameter => ({ type: 'int', value })
export const text = (value: string): Parameter => ({ type: 'text', value })
export const instant = (epochMs: number): Parameter => ({ type: 'instant', value: epochMs })

/** Comma-separated fragments, for `IN (…)` lists. */
export function list(parts: readonly (Parameter | Sql)[]): Sql {
  return { text: ['', ...parts.slice(1).map(() => ', '), ''], holes: parts }
}

/** One connection of a warehouse: DuckDB or SQL Server. Runs one statement at a time. */
export interface Engine {
  /** How a parameter is written: `$1` or `@p1`. */
  readonly mark: '$' | '@p'
  /** Tables of the catalogue that are not there yet: an earlier version made the warehouse, and no load has come since. */
  readonly lacks: ReadonlySet<string>
  rows(
    text: string,
    parameters: readonly Parameter[],
    signal?: AbortSignal,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
}

type Decimal = { readonly value: bigint; readonly scale: number }
type Micros = { readonly micros: bigint }

function integer(value: unknown): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${String(value)} is no safe integer`)
  return number
}

const decoders = {
  int: integer,
  text: (value: unknown) => String(value),
  bool: (value: unknown) => value === true,
  /** Exact up to 15 digits. */
  decimal: (value: unknown): number =>
    typeof value === 'number' ? value : Number((value as Decimal).value) / 10 ** (value as Decimal).scale,
  instant: (value: unknown): string =>
    (value instanceof Date ? value : new Date(Number((value as Micros).micros / 1000n))).toISOString(),
  /** A `time_key` (epoch seconds / 900) as ISO instant. */
  quarter: (value: unknown): string => new Date(integer(value) * 900_000).toISOString(),
} as const

type Kind = keyof typeof decoders
type Shape = Readonly<Record<string, Kind | `${Kind}?`>>
export type Row<S extends Shape> = {
  [Name in keyof S]: S[Name] extends `${infer Base extends Kind}?`
    ? ReturnType<(typeof decoders)[Base]> | null
    : ReturnType<(typeof decoders)[S[Name] & Kind]>
}

function render(query: Sql, mark: string, parameters: Parameter[]): string {
  return query.text.reduce((out, part, index) => {
    const hole = query.holes[index - 1]
    if (hole === undefined) return out + part
    if ('holes' in hole) return out + render(hole, mark, parameters) + part
    return out + mark + parameters.push(hole) + part
  })
}

/**
 * Run a query and decode its rows.
 *
 * @throws TypeError when a column of the shape is missing, or null where the shape does not allow it.
 */
export async function read<const S extends Shape>(
  engine: Engine,
  shape: S,
  query: Sql,
  signal?: AbortSignal,
): Promise<Row<S>[]> {
  const parameters: Parameter[] = []
  const queryText = render(query, engine.mark, parameters)
  const columns = Object.entries(shape).map(([name, kind]) => ({
    name,
    nullable: kind.endsWith('?'),
    decode: decoders[kind.replace('?', '') as Kind],
  }))
  const rows = await engine.rows(queryText, parameters, signal)
  return rows.map(
    row =>
      Object.fromEntries(
        columns.map(({ name, nullable, decode }) => {
          const value = row[name]
          if (value === undefined || (value === null && !nullable)) {
            throw new TypeError(`column ${name} is ${String(value)}`)
          }
          return [name, value === null ? null : decode(value)]
        }),
      ) as Row<S>,
  )
}
