/**
 * September 2017 in two vintages, for tests: the real-time files as published, and consolidated ones. Those
 * at hand end on 2017-08-31, so those of September are converted: the real half-hourly demand of the twelve
 * regions, taken from a data set that was made of later publications, written in the publisher's layout.
 * Their other measures are blank.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { realPath } from '../real-publications.ts'

export const REAL_TIME = 'rte-files-2017-real-time'
export const LOAD = 'regional-load-and-weather-2016-2017'
const HEADER =
  'Périmètre\tNature\tDate\tHeures\tConsommation\tThermique\tNucléaire\tEolien\tSolaire\tHydraulique\tPompage\tBioénergies\tEch. physiques'
const NOTICE =
  "RTE ne pourra être tenu responsable de l'usage qui pourrait être fait des données mises à disposition.\n"

/** Local `YYYY-MM-DD HH:MM` → MW. */
type Series = ReadonlyMap<string, number>

export interface Region {
  /** As the file names it. */
  readonly name: string
  readonly realTime: Series
  readonly consolidated: Series
}

export function readRegion(file: string): Region {
  const lines = readFileSync(realPath(REAL_TIME, file), 'latin1').split('\n').slice(1)
  const cells = lines.map(line => line.split('\t')).filter(line => /^\d+$/.test(line[4] ?? ''))
  const realTime = new Map(cells.map(([, , date, time, demand]) => [`${date} ${time}`, Number(demand)]))
  const token = /RTE_(.+)_En-cours/.exec(file)?.[1]?.replaceAll('-', '_').toUpperCase()
  const csv = token === 'PACA' ? 'PROVENCE_ALPES_COTE_D_AZUR' : token
  const consolidated = new Map(
    readFileSync(realPath(LOAD, `${csv}.csv`), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('2017-09-'))
      .map(line => line.split(','))
      .map(([timestamp = '', demand]) => [timestamp.slice(0, 16), Number(demand)]),
  )
  return { name: cells[0]?.[0] ?? '', realTime, consolidated }
}

/** A publication of the region in the consolidated vintage. */
function convert({ name, consolidated }: Region): Buffer {
  const rows = [...consolidated].flatMap(([timestamp, demand]) => {
    const [date, time = ''] = timestamp.split(' ')
    const row = (at: string, value: number | '') =>
      `${name}\tDonnées consolidées\t${date}\t${at}\t${value}\t\t\t\t\t\t\t\t\t`
    return [row(time, demand), row(time.replace(':00', ':15').replace(':30', ':45'), '')]
  })
  return Buffer.from([HEADER, ...rows, NOTICE].join('\n'), 'latin1')
}

/** File names of the real-time publications; the national one is not among them. */
export const regionalFiles = (): string[] =>
  readdirSync(realPath(REAL_TIME)).filter(file => file !== 'eCO2mix_RTE_En-cours-TR.xls')

/** @returns path of the file written. */
export function writeConsolidated(folder: string, region: Region): string {
  const path = join(folder, `${region.name}_2017-09_converted.xls`)
  writeFileSync(path, convert(region))
  return path
}
