/** Simulated publications as a bench brings them into a lake. */
import { REGIONS } from '../pipeline/catalog/regions.ts'
import type { ObjectStore } from '../pipeline/lake/object-store.ts'
import { ingestFile } from '../pipeline/sources/files.ts'

/** Keep files in bronze. @throws Error when one of them is not a new publication. */
export async function ingestSimulated(lake: ObjectStore, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const { outcome, reason } = await ingestFile(lake, file, { fetchedAt: new Date(), isSimulated: true })
    if (outcome !== 'stored') throw new Error(`${file}: ${outcome}: ${reason}`)
  }
}

/** The text of a publication of one interval of every region: its noon. */
export const quarterHour = (localDate: string, demandMw: number, nature = 'Données temps réel'): string =>
  [
    'Code INSEE région;Nature;Date;Heure;Consommation;Thermique;Eolien;Solaire;Hydraulique;Bioénergies;Column 30',
    ...REGIONS.map(
      ({ region_code }) => `${region_code};${nature};${localDate};12:00;${demandMw};10;10;10;10;10;`,
    ),
    '',
  ].join('\n')
