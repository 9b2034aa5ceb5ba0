/**
 * The SQL models of a silver table, as the statements that silver itself runs.
 *
 * Silver writes its models as DuckDB statements, and skips those that a batch has no use for. Here it writes them
 * to a recorder in the place of the engine, which answers each question so that no step is skipped.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { localDays } from '../../catalog/paris-calendar.ts'
import { createLog } from '../../silver/change-log.ts'
import { classifyRows, createResults } from '../../silver/classify-rows.ts'
import { countsByPart } from '../../silver/load-counts.ts'
import { partitionColumns, sortKey } from '../../silver/partitions.ts'
import { quarantineRows } from '../../silver/quarantine.ts'
import type { SilverTable } from '../../silver/silver-table.ts'
import { publishedNews } from '../../silver/update-silver.ts'

export interface SilverModels {
  /** DuckDB statements, in their order: from `raw` and the look-ups to `accepted`, `quarantined` and `counted`. */
  readonly classify: readonly string[]
  /** From `published` to `log`. */
  readonly change_log: readonly string[]
  /** Rows of `published`. */
  readonly published: string
  /** Counts by part; rows of quarantine files; rows of partition files and the number they are sorted by. */
  readonly counts: string
  readonly quarantine: string
  readonly partitions: string
}

/** What the job reads from bronze or looks up, and hands to the models. */
const GIVEN = ['raw', 'raw_lines', 'files', 'batches', 'region_names', 'natures', 'days', 'clock']

/** How each question of silver is answered, told by a word that it alone has. */
const ANSWERS: readonly (readonly [word: string, answer: readonly object[]])[] = [
  ['is_any_time_absent', [{ names: [], natures: [], dates: [], times: [], is_any_time_absent: true }]],
  ['AS hour_start', startsOfSummerTime().map(hour_start => ({ hour_start }))],
  ['AS repetitions', [{ repetitions: 1 }]],
  // A text that is no number can stand in any measure.
  ['bool_or(has_no_number)', [{ region_code: '11', has_no_number: true }]],
  ['AS parts FROM counted', [{ parts: 1 }]],
  ['AS rows_quarantined', []],
]

export async function recordModels(table: SilverTable): Promise<SilverModels> {
  const classify = await record(async connection => {
    await createResults(connection, table)
    await classifyRows(connection, table, 'row_text')
  })
  const changeLog = await record(connection => createLog(connection, table))
  const counts = await record(connection => countsByPart(connection))
  return {
    classify: classify.statements.filter(statement => !isGiven(statement)),
    change_log: changeLog.statements,
    published: publishedNews(table),
    counts: only(counts.questions),
    quarantine: quarantineRows('true'),
    partitions: `SELECT ${partitionColumns(table)}, ${sortKey(table)} AS sort_key FROM log`,
  }
}

interface Recorded {
  readonly statements: readonly string[]
  readonly questions: readonly string[]
}

async function record(write: (connection: DuckDBConnection) => Promise<unknown>): Promise<Recorded> {
  const statements: string[] = []
  const questions: string[] = []
  const recorder = {
    async run(text: string) {
      statements.push(text)
    },
    async runAndReadAll(text: string) {
      questions.push(text)
      return { getRowObjectsJS: () => answerTo(text) }
    },
  }
  // Silver asks its connection nothing else; what it came to ask more would fail here, by name.
  await write(recorder as unknown as DuckDBConnection)
  return { statements, questions }
}

function answerTo(question: string): readonly object[] {
  const answers = ANSWERS.filter(([word]) => question.includes(word))
  const [answer] = answers
  if (!answer || answers.length > 1) {
    throw new Error(
      `silver asks its engine what ${answers.length} answers here fit, expected one: ${question.trim()}`,
    )
  }
  return answer[1]
}

/** Made by the job, or a table of text that only DuckDB reads. */
const isGiven = (statement: string) =>
  new RegExp(`^\\s*(CREATE OR REPLACE TEMP TABLE (${GIVEN.join('|')}) |DROP TABLE lines)`).test(statement)

function only(texts: readonly string[]): string {
  const [text] = texts
  if (text === undefined || texts.length > 1) throw new Error(`${texts.length} questions, expected one`)
  return text
}

/** Epoch seconds, from the first publications to the end of the century. */
function startsOfSummerTime(): readonly number[] {
  return localDays('2000-01-01', '2099-12-31').flatMap(day =>
    day.transition === 'spring' && day.transition_epoch_s !== null ? [day.transition_epoch_s] : [],
  )
}
