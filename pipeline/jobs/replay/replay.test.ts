import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import tar from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listRunKeys, readRun } from '../../bronze/feed-runs.ts'
import { feedOf } from '../feeds/loopback-feed.ts'
import { type Home, HomeError } from '../home.ts'
import { goldRows, goldState, temporaryHome } from '../temporary-home.ts'
import { ArchiveError } from './archive-entries.ts'
import { recordedCaptures } from './recorded-captures.ts'
import { replay } from './replay.ts'
import { readReplayRuns } from './replay-runs.ts'
import { describeSummary, summarise } from './replay-summary.ts'

const feed = feedOf('eco2mix-regional-realtime')
const QUIET = { update: () => undefined, stop: () => undefined }
const captures = recordedCaptures()

const folder = mkdtempSync(join(tmpdir(), 'grid-captures-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'captures', 'june'), { recursive: true })
for (const [name, content] of captures) writeFileSync(join(folder, 'captures', 'june', name), content)
writeFileSync(join(folder, 'captures', 'README.json'), '{}')

const replayInto = (home: Home, path = join(folder, 'captures'), capturesPerUpdate?: number) =>
  replay(home, {
    feed,
    path,
    progress: QUIET,
    stopping: new AbortController().signal,
    ...(capturesPerUpdate && { capturesPerUpdate }),
  })

async function writeTar(path: string, pack: (bytes: Buffer) => Uint8Array = bytes => bytes) {
  const archive = tar.pack()
  archive.entry({ name: 'caps', type: 'directory' })
  for (const [name, content] of captures) archive.entry({ name: `caps/${name}` }, content)
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  await writeFile(path, pack(Buffer.concat(chunks)))
  return path
}

async function writeZip(path: string) {
  const files = [...captures].map(([name, content]) => [`caps/${name}`, new TextEncoder().encode(content)])
  await writeFile(path, zipSync(Object.fromEntries(files)))
  return path
}

describe('a replay', () => {
  const home = temporaryHome()

  it('makes a run of each capture in their order, with the clock they had; a damaged one fails alone', async () => {
    const replayed = await replayInto(home)
    expect(replayed).toMatchObject({
      known: 0,
      ignored: [join(folder, 'captures', 'README.json')],
      isCut: false,
    })
    expect(
      replayed.runs.map(run => [
        run.started_at,
        run.trigger,
        run.outcome,
        run.error_code,
        run.publisher_newest_utc,
      ]),
    ).toEqual([
      ['2026-06-01T08:20:11.000Z', 'replay', 'new', null, '2026-06-01T07:45:00.000Z'],
      ['2026-06-01T09:20:12.000Z', 'replay', 'new', null, '2026-06-01T08:30:00.000Z'],
      ['2026-06-01T10:20:13.000Z', 'replay', 'new', null, '2026-06-01T09:45:00.000Z'],
      ['2026-06-01T11:20:14.000Z', 'replay', 'failed', 'truncated', null],
      ['2026-06-01T12:20:15.000Z', 'replay', 'new', null, '2026-06-01T11:45:00.000Z'],
    ])
    expect(replayed.runs.map(run => run.our_newest_utc?.slice(11, 16))).toEqual([
      '07:45',
      '08:30',
      '09:45',
      '09:45',
      '11:45',
    ])
    expect(replayed.runs.every(run => run.finished_at === run.started_at && !run.is_simulated)).toBe(true)
    const kept = await Promise.all(
      (await listRunKeys(home.lake, feed.feed_id)).map(key => readRun(home.lake, key)),
    )
    expect(kept).toEqual(replayed.runs)
  })

  it('knows values from the capture that first had them', async () => {
    const [outage] = await goldRows(
      home,
      `SELECT count(*) AS regions, min(first_seen_at) = max(first_seen_at) AND min(first_seen_at) = '2026-06-01 10:20:13' AS is_from_repair
       FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE interval_start_utc = '2026-06-01 08:45' AND energy_type_code = 'demand'`,
    )
    expect(outage).toEqual({ regions: 3, is_from_repair: true })
  })

  it('tells what the publisher came to: lags, outages, repairs and revisions', async () => {
    const { runs } = await replayInto(temporaryHome(), join(folder, 'captures', 'june'))
    const summary = await summarise(home, runs)
    expect(summary).toEqual({
      captures: 5,
      failed: 1,
      rows_read: 3 * (12 + 16 + 20 + 28),
      rows_loaded: 3 * (8 + 11 + 16 + 24),
      publisher_lag_minutes: { p5: 35, p50: 35, p95: 50, max: 50 },
      outages: [{ from: '2026-06-01T08:45:00.000Z', to: '2026-06-01T09:00:00.000Z', rows: 3, repaired: 3 }],
      revised_values: 1,
      revised_intervals: 1,
    })
    expect(summary && describeSummary(summary)).toContain(
      '2026-06-01T08:45Z to 2026-06-01T09:00Z: 3 rows, 3 repaired later',
    )
  })

  it('uses up no quota', async () => {
    expect(await home.lake.list('quota/')).toEqual([])
  })

  it('ends in the same tables, updated after each capture or after many, or stopped and begun again', async () => {
    const one = temporaryHome()
    await replayInto(one, join(folder, 'captures'), 1)
    expect(await goldState(one)).toEqual(await goldState(home))

    const cut = temporaryHome()
    const stopping = new AbortController()
    const progress = { ...QUIET, update: (done: number) => void (done === 2 && stopping.abort()) }
    const path = join(folder, 'captures')
    const first = await replay(cut, { feed, path, progress, stopping: stopping.signal })
    expect([first.runs.length, first.isCut]).toEqual([2, true])
    expect((await replayInto(cut)).known).toBe(2)
    expect(await goldState(cut)).toEqual(await goldState(home))
  })

  describe('run again', () => {
    const [repeated, mended] = [temporaryHome(), join(folder, 'mended')]
    const damaged = '2026-06-01T11-20-14Z.json'
    beforeAll(async () => {
      await cp(join(folder, 'captures', 'june'), mended, { recursive: true })
      await replayInto(repeated, mended)
    })

    it('tries what failed again, and nothing else', async () => {
      const again = await replayInto(repeated, mended)
      expect(again).toMatchObject({ known: 4, isCut: false })
      expect(again.runs).toMatchObject([
        {
          started_at: '2026-06-01T11:20:14.001Z',
          finished_at: '2026-06-01T11:20:14.000Z',
          outcome: 'failed',
        },
      ])
    })

    it('has what a replay of whole captures would have brought, once it is mended', async () => {
      const later: { date_heure: string }[] = JSON.parse(captures.get('2026-06-01T12-20-15Z.json') ?? '')
      const published = later.filter(({ date_heure }) => date_heure < '2026-06-01T11:00')
      await writeFile(join(mended, damaged), JSON.stringify(published))
      const runs = [await replayInto(repeated, mended), await replayInto(repeated, mended)].map(replayed => [
        replayed.known,
        replayed.runs.map(({ outcome }) => outcome),
      ])
      expect(runs).toEqual([
        [4, ['new']],
        [5, []],
      ])
      const whole = temporaryHome()
      await replayInto(whole, mended)
      const [{ feed_run: _, ...state }, { feed_run: __, ...expected }] = [
        await goldState(repeated),
        await goldState(whole),
      ]
      expect(state).toEqual(expected)
    })

    it('counts each capture once', async () => {
      const runs = await readReplayRuns(repeated.lake, feed.feed_id)
      expect(runs).toHaveLength(7)
      expect(await summarise(repeated, runs)).toMatchObject({ captures: 5, failed: 0 })
    })

    it('takes a capture for new whose moment a second try of another has', async () => {
      const other = join(folder, 'other')
      await mkdir(other)
      await cp(mended, join(other, 'a'), { recursive: true })
      await cp(join(mended, damaged), join(other, 'b', damaged))
      const { known, runs } = await replayInto(repeated, other)
      expect([known, runs.map(({ finished_at }) => finished_at)]).toEqual([5, ['2026-06-01T11:20:14.001Z']])
      expect((await replayInto(repeated, other)).known).toBe(6)
    })
  })

  it('stays out of a home of simulated data', async () => {
    const simulated = temporaryHome()
    await simulated.lake.create('home.json', new TextEncoder().encode('{"origin":"simulated"}'))
    await expect(replayInto(simulated)).rejects.toThrow(HomeError)
  })
})

describe('archives', () => {
  it.each([
    ['.tar', (path: string) => writeTar(path)],
    ['.tar.gz', (path: string) => writeTar(path, gzipSync)],
    ['.zip', writeZip],
    ['.tar.xz', async () => join(import.meta.dirname, 'fixtures', 'captures.tar.xz')],
  ])('%s gives the same captures as a folder', async (extension, write) => {
    const home = temporaryHome()
    const { runs } = await replayInto(home, await write(join(folder, `captures${extension}`)))
    expect(runs.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'new', 'failed', 'new'])
    expect(runs[4]?.rows_loaded).toBe(3 * 24)
  })

  it.each(['.tar.gz', '.zip', '.tar.xz'])(
    '%s that is cut is refused by name, and nothing is replayed',
    async extension => {
      const whole = {
        '.tar.gz': () => writeTar(join(folder, 'whole.tar.gz'), gzipSync),
        '.zip': () => writeZip(join(folder, 'whole.zip')),
        '.tar.xz': async () => join(import.meta.dirname, 'fixtures', 'captures.tar.xz'),
      }[extension]
      const bytes = await readFile((await whole?.()) ?? '')
      const path = join(folder, `cut${extension}`)
      await writeFile(path, bytes.subarray(0, bytes.byteLength / 2))
      const home = temporaryHome()
      const failure = replayInto(home, path)
      await expect(failure).rejects.toThrow(ArchiveError)
      await expect(failure).rejects.toThrow(path)
      expect(await home.lake.list('')).toEqual([])
    },
  )

  it('.zip in which a bit has flipped is refused with the capture it is in, and nothing is replayed', async () => {
    const bytes = await readFile(await writeZip(join(folder, 'sound.zip')))
    const path = join(folder, 'flipped.zip')
    const [name = ''] = [...captures.keys()].slice(-1)
    const place = bytes.indexOf(name) + name.length + 40
    await writeFile(
      path,
      bytes.map((byte, index) => (index === place ? byte ^ 1 : byte)),
    )
    const home = temporaryHome()
    const failure = replayInto(home, path)
    await expect(failure).rejects.toThrow(ArchiveError)
    await expect(failure).rejects.toThrow(`${path}: is damaged: « caps/${name} »: `)
    expect(await home.lake.list('')).toEqual([])
  })

  it('of a kind we do not read are refused with those we do', async () => {
    const path = join(folder, 'captures.7z')
    await writeFile(path, '7z and so on')
    await expect(replayInto(temporaryHome(), path)).rejects.toThrow(
      `${path}: expected a folder, or a .tar, .tar.gz, .tar.xz or .zip archive`,
    )
  })
})
