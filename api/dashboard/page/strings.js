/**
 * Every word of the page, in English and in French. `{name}` is filled in by {@link say}.
 */

const en = {
  language: 'English',
  page_title: 'Grid Power Stream: electricity balance of the French regions',
  tagline: 'Electricity balance of the French regions',
  skip: 'Skip to content',
  language_choice: 'Language',
  site_links: 'Documentation',
  reports: 'Monthly reports',
  docs: 'API documentation',
  openapi: 'OpenAPI',

  simulated_title: 'SIMULATED DATA / DONNÉES SIMULÉES',
  simulated_text: 'These values are made up by a simulator. They are not measurements of the French grid.',

  newest_data: 'Newest data',
  fresh: 'up to date',
  stale: 'late',
  historic: 'historic',
  stale_note:
    'The newest measured interval is {age} old. The periods below end there, at {end}, and not at the present time.',
  historic_note:
    'Historic data: the newest measured interval ends on {end}, {age}. Every figure and every period below ends there, not now.',
  paris_time: 'Paris time, {offset}',

  now_title: 'Mainland France',
  now_interval: 'Sum of the 12 regions over {interval}',
  demand: 'Demand',
  production: 'Production',
  net_exchange: 'Net exchange',
  demand_note: 'what the regions consume',
  production_note: '{ratio} of demand; storage and imports apart',
  production_note_plain: 'storage and imports apart',
  importing: 'net imports into the 12 regions',
  exporting: 'net exports out of the 12 regions',
  balanced: 'imports and exports cancel out',
  incomplete_sum:
    'Total unknown: not published for {missing}. The {known} of 12 regions known add up to {sum}.',
  unknown_sum: 'Not published for this interval.',

  regions_title: 'Regions',
  map_caption: 'Net exchange as a share of demand',
  map_note: 'Schematic map: each hexagon is a region. Choose one to see its curves.',
  map_label: 'Schematic map of the 12 regions',
  legend_export: 'exporting',
  legend_import: 'importing',
  legend_balanced: 'within ±10%',
  tile_importing: '{region}: imports {ratio} of its demand',
  tile_exporting: '{region}: exports {ratio} of its demand',
  tile_unknown: '{region}: exchange unknown',
  table_caption: 'Each region at its newest measured interval. Values in MW, Paris time.',
  table_scroll: 'Table of the regions, scrolls sideways',
  sort_by: 'Sort by {column}',
  region: 'Region',
  coverage: 'Coverage',
  coverage_title: 'Production ÷ demand',
  net_exchange_title: 'Positive: the region imports. Negative: it exports.',
  vintage: 'Vintage',
  quality: 'Quality',
  interval: 'Interval',
  no_value: 'not published',

  choose_region: 'Region shown',
  all_france: 'Mainland France',
  choose_range: 'Period',
  range_24h: '24 hours',
  range_7d: '7 days',
  range_30d: '30 days',
  range_shown: 'MW, {step}, {from} to {to}, Paris time',
  step_PT15M: 'quarter-hourly',
  step_PT30M: 'half-hourly',
  step_PT1H: 'hourly means',
  step_P1D: 'daily means of whole days',
  balance_title: 'Balance',
  mix_title: 'Mix by energy type',
  mix_note: 'MW. Above zero: injected. Below zero: withdrawn. The line is demand.',
  mix_note_france: 'Exchanges between regions are netted: what is left is the exchange with the neighbours.',
  chart_help: 'Use the arrow keys to read the values',
  balance_chart: 'Balance curve',
  mix_chart: 'Mix chart',
  show_table: 'Show the values as a table',
  without_regions: 'Without {missing}: no data in this period.',
  gap_note: 'Gaps in the curves are intervals that were not published completely.',
  types_unavailable: 'Never complete in this period, so left out of the stack: {types}.',
  no_rows: 'No data in this period.',
  start_of_interval: 'Interval start',

  feeds_title: 'Feeds',
  feeds_note: 'What is fetched from whom, how it is and why. As of {time}, Paris time.',
  feed: 'Feed',
  feed_state: 'State',
  feed_newest: 'Newest value',
  feed_lag: 'Lag: publisher / us',
  feed_lag_title:
    'How far the publisher was behind the clock when last asked, and how far we were behind the publisher',
  feed_sentence: 'In words',
  feed_error: 'Last error, {age}:',
  feed_no_value: 'none yet',
  state_ok: 'ok',
  state_degraded: 'degraded',
  state_broken: 'broken',
  state_unknown: 'unknown',

  loading: 'Loading…',
  empty_title: 'No data yet',
  empty_text: 'The warehouse has nothing to show for now. The page tries again in {seconds} s.',
  retry: 'Try again now',
  error_title: 'The data could not be read',
  error_network: 'The server does not answer. Check the connection; the page tries again in {seconds} s.',
  error_http: 'The server answered {status} ({title}). The page tries again in {seconds} s.',
  refresh_failed: 'Shown below: the last data received.',

  attribution: 'Data: RTE – éCO2mix, Licence Ouverte / Etalab 2.0',
  attribution_simulated: 'Data: simulated, in the format of RTE – éCO2mix',

  'vintage_real-time': 'real-time',
  vintage_consolidated: 'consolidated',
  vintage_definitive: 'definitive',
  quality_ok: 'complete',
  quality_partial: 'partial',
  quality_suspect: 'suspect',

  type_demand: 'Demand',
  type_nuclear: 'Nuclear',
  type_thermal: 'Thermal (fossil)',
  type_wind: 'Wind',
  type_solar: 'Solar',
  type_hydro: 'Hydro',
  type_bioenergy: 'Bioenergy',
  type_pumping: 'Pumping',
  type_battery_charge: 'Battery, charging',
  type_battery_discharge: 'Battery, discharging',
  type_import: 'Imports',
  type_export: 'Exports',
}

/** @typedef {keyof typeof en} TextKey */

/** @type {Record<TextKey, string>} */
const fr = {
  language: 'Français',
  page_title: 'Grid Power Stream : l’équilibre électrique des régions françaises',
  tagline: 'L’équilibre électrique des régions françaises',
  skip: 'Aller au contenu',
  language_choice: 'Langue',
  site_links: 'Documentation',
  reports: 'Rapports mensuels',
  docs: 'Documentation de l’API',
  openapi: 'OpenAPI',

  simulated_title: 'DONNÉES SIMULÉES / SIMULATED DATA',
  simulated_text:
    'Ces valeurs sont inventées par un simulateur. Ce ne sont pas des mesures du réseau français.',

  newest_data: 'Dernières données',
  fresh: 'à jour',
  stale: 'en retard',
  historic: 'historique',
  stale_note:
    'Le dernier intervalle mesuré remonte à {age}. Les périodes ci-dessous s’arrêtent là, le {end}, et non à l’instant présent.',
  historic_note:
    'Données historiques : le dernier intervalle mesuré s’achève le {end}, {age}. Tous les chiffres et toutes les périodes ci-dessous s’arrêtent à cette date.',
  paris_time: 'heure de Paris, {offset}',

  now_title: 'France métropolitaine hors Corse',
  now_interval: 'Somme des 12 régions sur {interval}',
  demand: 'Consommation',
  production: 'Production',
  net_exchange: 'Échanges nets',
  demand_note: 'ce que les régions consomment',
  production_note: '{ratio} de la consommation ; hors stockage et importations',
  production_note_plain: 'hors stockage et importations',
  importing: 'importations nettes des 12 régions',
  exporting: 'exportations nettes des 12 régions',
  balanced: 'importations et exportations se compensent',
  incomplete_sum:
    'Total inconnu : valeur non publiée pour {missing}. Les {known} régions connues sur 12 totalisent {sum}.',
  unknown_sum: 'Non publié pour cet intervalle.',

  regions_title: 'Régions',
  map_caption: 'Échanges nets rapportés à la consommation',
  map_note: 'Carte schématique : un hexagone par région. Choisissez-en un pour voir ses courbes.',
  map_label: 'Carte schématique des 12 régions',
  legend_export: 'exporte',
  legend_import: 'importe',
  legend_balanced: 'à ±10 % près',
  tile_importing: '{region} : importe {ratio} de sa consommation',
  tile_exporting: '{region} : exporte {ratio} de sa consommation',
  tile_unknown: '{region} : échanges inconnus',
  table_caption: 'Chaque région à son dernier intervalle mesuré. Valeurs en MW, heure de Paris.',
  table_scroll: 'Tableau des régions, défile latéralement',
  sort_by: 'Trier par {column}',
  region: 'Région',
  coverage: 'Couverture',
  coverage_title: 'Production ÷ consommation',
  net_exchange_title: 'Positif : la région importe. Négatif : elle exporte.',
  vintage: 'Millésime',
  quality: 'Qualité',
  interval: 'Intervalle',
  no_value: 'non publié',

  choose_region: 'Région affichée',
  all_france: 'France métropolitaine hors Corse',
  choose_range: 'Période',
  range_24h: '24 heures',
  range_7d: '7 jours',
  range_30d: '30 jours',
  range_shown: 'MW, {step}, du {from} au {to}, heure de Paris',
  step_PT15M: 'par quart d’heure',
  step_PT30M: 'par demi-heure',
  step_PT1H: 'moyennes horaires',
  step_P1D: 'moyennes par jour entier',
  balance_title: 'Équilibre',
  mix_title: 'Mix par filière',
  mix_note: 'MW. Au-dessus de zéro : injecté. Au-dessous : soutiré. La ligne est la consommation.',
  mix_note_france: 'Les échanges entre régions se compensent : il reste l’échange avec les pays voisins.',
  chart_help: 'Utilisez les flèches du clavier pour lire les valeurs',
  balance_chart: 'Courbe d’équilibre',
  mix_chart: 'Graphique du mix',
  show_table: 'Afficher les valeurs en tableau',
  without_regions: 'Sans {missing} : aucune donnée sur cette période.',
  gap_note: 'Les interruptions des courbes sont des intervalles qui n’ont pas été publiés entièrement.',
  types_unavailable: 'Jamais complet sur cette période, donc absent de l’empilement : {types}.',
  no_rows: 'Aucune donnée sur cette période.',
  start_of_interval: 'Début de l’intervalle',

  feeds_title: 'Flux',
  feeds_note: 'Ce qui est récupéré et chez qui, dans quel état et pourquoi. À {time}, heure de Paris.',
  feed: 'Flux',
  feed_state: 'État',
  feed_newest: 'Dernière valeur',
  feed_lag: 'Retard : producteur / nous',
  feed_lag_title: 'Retard du producteur sur l’heure au dernier appel, et le nôtre sur le producteur',
  feed_sentence: 'En clair',
  feed_error: 'Dernière erreur, {age} :',
  feed_no_value: 'aucune encore',
  state_ok: 'en ordre',
  state_degraded: 'dégradé',
  state_broken: 'en panne',
  state_unknown: 'inconnu',

  loading: 'Chargement…',
  empty_title: 'Pas encore de données',
  empty_text: 'L’entrepôt n’a rien à montrer pour l’instant. Nouvel essai dans {seconds} s.',
  retry: 'Réessayer maintenant',
  error_title: 'Les données n’ont pas pu être lues',
  error_network: 'Le serveur ne répond pas. Vérifiez la connexion ; nouvel essai dans {seconds} s.',
  error_http: 'Le serveur a répondu {status} ({title}). Nouvel essai dans {seconds} s.',
  refresh_failed: 'Affichées ci-dessous : les dernières données reçues.',

  attribution: 'Données : RTE – éCO2mix, Licence Ouverte / Etalab 2.0',
  attribution_simulated: 'Données : simulées, au format de RTE – éCO2mix',

  'vintage_real-time': 'temps réel',
  vintage_consolidated: 'consolidé',
  vintage_definitive: 'définitif',
  quality_ok: 'complet',
  quality_partial: 'partiel',
  quality_suspect: 'douteux',

  type_demand: 'Consommation',
  type_nuclear: 'Nucléaire',
  type_thermal: 'Thermique fossile',
  type_wind: 'Éolien',
  type_solar: 'Solaire',
  type_hydro: 'Hydraulique',
  type_bioenergy: 'Bioénergies',
  type_pumping: 'Pompage',
  type_battery_charge: 'Batteries, charge',
  type_battery_discharge: 'Batteries, décharge',
  type_import: 'Importations',
  type_export: 'Exportations',
}

/** @typedef {'en' | 'fr'} Language */

export const TEXTS = { en, fr }

/** @type {(language: Language, key: TextKey, parts?: Record<string, string | number>) => string} */
export function say(language, key, parts = {}) {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (hole, name) => String(parts[name] ?? hole))
}

/**
 * The text of a code that the API answers, such as a vintage; the code itself when the page does not know it.
 *
 * @type {(language: Language, family: 'vintage' | 'quality' | 'type' | 'step' | 'state', code: string) => string}
 */
export function sayCode(language, family, code) {
  const key = `${family}_${code}`
  return key in TEXTS[language] ? TEXTS[language][/** @type {TextKey} */ (key)] : code
}

/**
 * The remembered language, else the first of the browser's that the page speaks, else English.
 *
 * @type {(remembered: string | null, preferred: readonly string[]) => Language}
 */
export function chooseLanguage(remembered, preferred) {
  const spoken = [remembered, ...preferred].map(tag => tag?.slice(0, 2).toLowerCase())
  return spoken.find(tag => tag === 'fr' || tag === 'en') ?? 'en'
}
