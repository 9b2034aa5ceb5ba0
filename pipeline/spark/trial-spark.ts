/** The job on the Spark that `npm run peers -- spark` installs: one process, two cores, a lake in a folder. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { it } from 'vitest'
import { packageSpark, WHEEL_NAME } from './package/wheel.ts'

const ROOT = join(import.meta.dirname, '../..')
const PYTHON = join(ROOT, 'node_modules/.cache/peers/spark/bin/python')
const run = promisify(execFile)

/** A Spark starts in seconds, and takes many times that on a machine that does other work too. */
export const SPARK_TIMEOUT_MS = 1_200_000

/**
 * Runs tests that need Spark. Where it is missing the report says so; in continuous integration that is a
 * failure, because a proof that silently stops running proves nothing.
 */
export function whereSparkIs(
  title: string,
  { CI }: { readonly CI?: string | undefined },
  tests: () => void,
): void {
  if (existsSync(PYTHON)) return void tests()
  const reason = `${PYTHON}: not installed; npm run peers -- spark installs it`
  it(title, ({ skip }) => {
    if (CI) throw new Error(reason)
    // The usual reporter tells that a test was skipped, and keeps the reason to itself.
    process.stderr.write(`skipped « ${title} »: ${reason}\n`)
    skip(reason)
  })
}

/** What the job has to tell, line by line. @throws what it wrote, when it failed. */
export async function runJob(
  home: string,
  env: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'grid-spark-'))
  try {
    const wheel = join(scratch, WHEEL_NAME)
    await writeFile(wheel, await packageSpark(ROOT))
    mkdirSync(join(home, 'silver'), { recursive: true })
    const layers = ['bronze', 'silver'].flatMap(layer => [`--${layer}`, join(home, layer)])
    const { stdout } = await run(PYTHON, ['-m', 'grid_silver.job', ...layers], {
      cwd: scratch,
      env: { ...env, ...environment(wheel, scratch, settings) },
      maxBuffer: 2 ** 26,
    })
    return stdout.split('\n').filter(line => line !== '')
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** For a few rows: making code for each query takes longer than running it without. */
export const FEW_ROWS = { 'spark.sql.codegen.wholeStage': 'false', 'spark.sql.adaptive.enabled': 'false' }

/** Small data on two cores: little is worth a second pass of the compiler. */
const environment = (wheel: string, scratch: string, settings: Readonly<Record<string, string>>) => ({
  PYTHONPATH: wheel,
  PYSPARK_PYTHON: PYTHON,
  SPARK_LOCAL_IP: '127.0.0.1',
  SPARK_LOCAL_DIRS: scratch,
  PYSPARK_SUBMIT_ARGS: [
    '--master local[2] --driver-memory 2g',
    '--driver-java-options -XX:TieredStopAtLevel=1',
    ...Object.entries({
      'spark.ui.enabled': 'false',
      'spark.ui.showConsoleProgress': 'false',
      'spark.sql.shuffle.partitions': '2',
      ...settings,
    }).map(([name, value]) => `--conf ${name}=${value}`),
    'pyspark-shell',
  ].join(' '),
})
