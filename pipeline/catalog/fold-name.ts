/**
 * One spelling for names that publishers write in many ways: accents, case, apostrophes, hyphens,
 * byte-order marks and stray spaces are folded away.
 *
 * `Ech. physiques (MW)` → `ech_physiques`; `Provence-Alpes-Côte d'Azur` → `provence_alpes_cote_d_azur`.
 * Only the unit MW is dropped: `Consommation (kW)` stays `consommation_kw`, an unknown column.
 */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f\ufeff]/g, '')
    .toLowerCase()
    .replace(/\(mw\)\s*$/, '')
    .replace(/œ/g, 'oe')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
