/**
 * The twelve mainland regions that RTE publishes. Corsica and overseas are not in the feeds.
 *
 * Population: sum of the current communes in the official geographic code 2026 (INSEE, through
 * @etalab/decoupage-administratif 6.0.0). Area: km² as published by INSEE; a widely copied register
 * gives Bretagne 34,023 km², which is wrong: it is 27,208.
 */
import { foldName } from './fold-name.ts'

export const GENERATION_TYPES = ['thermal', 'nuclear', 'wind', 'solar', 'hydro', 'bioenergy'] as const
export type GenerationType = (typeof GENERATION_TYPES)[number]

export interface Region {
  /** INSEE code, text: "11". */
  readonly region_code: string
  readonly region_name: string
  /** Other spellings met in publications, folded by {@link foldName}. */
  readonly other_names: readonly string[]
  readonly population: number
  readonly area_km2: number
  /** Lowest and highest consumption published in 2013, 2016–2020 and 2026, days of (partial) outage apart, MW. */
  readonly consumption_range_mw: readonly [lowest: number, highest: number]
  /**
   * Installed capacity by generation type, MW: the publisher's own (production ÷ load factor, August
   * 2026) or the highest value published since 2013 where that is larger. null: the region has none.
   */
  readonly capacity_mw: Readonly<Record<GenerationType, number | null>>
}

const capacity = (
  thermal: number,
  nuclear: number | null,
  wind: number,
  solar: number,
  hydro: number,
  bioenergy: number,
): Region['capacity_mw'] => ({ thermal, nuclear, wind, solar, hydro, bioenergy })

export const REGIONS: readonly Region[] = [
  {
    region_code: '11',
    region_name: 'Île-de-France',
    other_names: [],
    population: 12_463_067,
    area_km2: 12_011,
    consumption_range_mw: [3_869, 15_338],
    capacity_mw: capacity(3_162, null, 146, 574, 201, 350),
  },
  {
    region_code: '24',
    region_name: 'Centre-Val de Loire',
    other_names: ['centre'],
    population: 2_587_031,
    area_km2: 39_151,
    consumption_range_mw: [957, 4_156],
    capacity_mw: capacity(101, 11_631, 1_824, 2_135, 97, 91),
  },
  {
    region_code: '27',
    region_name: 'Bourgogne-Franche-Comté',
    other_names: ['bourgogne_et_franche_comte'],
    population: 2_802_670,
    area_km2: 47_784,
    consumption_range_mw: [1_144, 4_339],
    capacity_mw: capacity(485, null, 1_192, 1_787, 513, 80),
  },
  {
    region_code: '28',
    region_name: 'Normandie',
    other_names: ['basse_normandie_et_haute_normandie', 'normandy'],
    population: 3_345_842,
    area_km2: 29_906,
    consumption_range_mw: [1_751, 5_672],
    capacity_mw: capacity(1_862, 12_261, 1_646, 701, 31, 148),
  },
  {
    region_code: '32',
    region_name: 'Hauts-de-France',
    other_names: ['nord_pas_de_calais_et_picardie', 'nord_pas_de_calais_picardie'],
    population: 5_992_194,
    area_km2: 31_813,
    consumption_range_mw: [3_292, 9_598],
    capacity_mw: capacity(2_389, 5_479, 6_643, 1_204, 9, 195),
  },
  {
    region_code: '44',
    region_name: 'Grand Est',
    other_names: ['alsace_champagne_ardenne_et_lorraine', 'alsace_champagne_ardenne_lorraine'],
    population: 5_563_378,
    area_km2: 57_433,
    consumption_range_mw: [2_742, 8_509],
    capacity_mw: capacity(4_293, 12_600, 5_197, 2_754, 2_301, 269),
  },
  {
    region_code: '52',
    region_name: 'Pays de la Loire',
    other_names: [],
    population: 3_907_156,
    area_km2: 32_082,
    consumption_range_mw: [1_434, 6_265],
    capacity_mw: capacity(2_370, null, 2_455, 2_385, 18, 106),
  },
  {
    region_code: '53',
    region_name: 'Bretagne',
    other_names: ['brittany'],
    population: 3_449_370,
    area_km2: 27_208,
    consumption_range_mw: [1_181, 4_906],
    capacity_mw: capacity(1_426, null, 1_975, 1_169, 240, 80),
  },
  {
    region_code: '75',
    region_name: 'Nouvelle-Aquitaine',
    other_names: ['aquitaine_limousin_et_poitou_charentes', 'aquitaine_limousin_poitou_charentes'],
    population: 6_150_451,
    area_km2: 84_061,
    consumption_range_mw: [2_178, 9_663],
    capacity_mw: capacity(546, 6_737, 2_240, 7_131, 2_230, 344),
  },
  {
    region_code: '76',
    region_name: 'Occitanie',
    other_names: ['languedoc_roussillon_et_midi_pyrenees', 'languedoc_roussillon_midi_pyrenees'],
    population: 6_124_653,
    area_km2: 72_724,
    consumption_range_mw: [2_214, 8_435],
    capacity_mw: capacity(1_443, 2_629, 1_840, 5_437, 5_363, 178),
  },
  {
    region_code: '84',
    region_name: 'Auvergne-Rhône-Alpes',
    other_names: ['auvergne_et_rhone_alpes'],
    population: 8_205_557,
    area_km2: 69_711,
    consumption_range_mw: [4_101, 12_882],
    capacity_mw: capacity(954, 13_570, 798, 4_193, 11_450, 188),
  },
  {
    region_code: '93',
    region_name: "Provence-Alpes-Côte d'Azur",
    other_names: ['paca', 'provence_alpes_cote_d_azur_paca'],
    population: 5_218_960,
    area_km2: 31_400,
    consumption_range_mw: [2_532, 8_160],
    capacity_mw: capacity(2_849, null, 121, 2_967, 3_226, 391),
  },
]

export const REGION_CODES: readonly string[] = REGIONS.map(region => region.region_code)

/** Folded spelling → region code, for every spelling met in publications. */
export const REGION_CODE_BY_NAME: ReadonlyMap<string, string> = new Map(
  REGIONS.flatMap(({ region_code, region_name, other_names }) =>
    [foldName(region_name), ...other_names].map(name => [name, region_code] as const),
  ),
)
