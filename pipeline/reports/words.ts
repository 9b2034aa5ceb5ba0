/** Every word of the reports, in English and in French. `{name}` is filled in by {@link say}. */
import type { Language } from './format.ts'

const en = {
  report: 'Trend report',
  title: 'Electricity in the French regions: {month}',
  title_partial: 'Electricity in the French regions: {month}, up to {end}',
  scope: 'Mainland France without Corsica, by region. All times are those of Paris.',
  other_language: 'Version française',
  all_reports: 'All reports',
  contents: 'Contents',
  skip: 'Skip to content',
  simulated_title: 'SIMULATED DATA / DONNÉES SIMULÉES',
  simulated_text:
    'Every figure of this report is made up by a simulator. None is a measurement of the French grid.',
  partial_title: 'Not the whole month',
  partial_text:
    'The data of {month} is of {from} to {to}. All figures are of that time; other months are compared over the same days and hours.',
  without_title: 'Not all regions',
  without_text:
    'Totals are without {regions}, measured for less than {ratio} of the time. They are not the total of the country, which is not known.',
  without_all_text: 'No region was measured for {ratio} of the time or more: no total can be told.',

  query: 'API query',
  query_title: 'The query of the API that answers this: {path}',
  scroll: '{table}, scrolls sideways',

  // In short
  in_short: 'In short',
  area_all: 'the twelve regions',
  area_some: '{count} of the twelve regions',
  lead: 'In {month}, {area} consumed {energy}',
  lead_partial: 'From {from} to {to}, {area} consumed {energy}',
  lead_unknown: 'What the regions consumed together in {month} is not known.',
  more: '{change} more than in {month}',
  less: '{change} less than in {month}',
  same: 'as much as in {month}',
  more_per_hour: '{change} more per hour than in {month}',
  less_per_hour: '{change} less per hour than in {month}',
  same_per_hour: 'as much per hour as in {month}',
  and: ' and ',
  at_least: 'at least {energy}',
  produced:
    'They produced {energy} (nuclear {nuclear}, renewable {renewable}), which is {coverage} of what they consumed.',
  produced_plain: 'They produced {energy}, which is {coverage} of what they consumed.',
  production_unknown: 'Their production is not known: not published whole for {regions}.',
  exchange_unknown: 'Their net exchange is not known: not published whole for {regions}.',
  exported: 'Net exports to other countries: {energy}.',
  imported: 'Net imports from other countries: {energy}.',
  exported_some: 'Net exports to other regions and abroad: {energy}.',
  imported_some: 'Net imports from other regions and abroad: {energy}.',
  peaked:
    'Demand was highest on {day}, {interval}, with {mw}, and lowest on {day_lowest}, {interval_lowest}, with {mw_lowest}.',
  highest_consumer: 'Highest consumption: {region}, {energy}.',
  largest_exporter: 'Largest net exporter: {region}, {energy}.',
  largest_importer: 'Largest net importer: {region}, {energy}.',
  largest_rise: 'Largest rise of demand against {month}: {region}, {change}.',
  largest_fall: 'Largest fall of demand against {month}: {region}, {change}.',
  no_comparison_outside: 'No comparison with {month}: the data is of {from} to {to}.',
  no_comparison_all: 'No comparison with {month}: too little of it was measured.',
  no_comparison_regions: 'No comparison with {month}: it was not measured enough in {regions}.',
  comparison_note:
    'Changes compare mean power, so that months of unequal length can be compared. Nothing is corrected for weather, holidays or working days.',

  // Together
  together: 'The regions together',
  together_caption: 'Energy of {month}, and its change in mean power',
  quantity: 'Quantity',
  this_month: '{month}',
  change_from: 'Change from {month}',
  consumption: 'Consumption',
  production: 'Production',
  storage: 'Storage (pumping and batteries)',
  net_exchange: 'Net exchange',
  storage_short: 'Storage',
  coverage_short: 'Coverage',
  renewable_short: 'Renewable share',
  coverage_of: '{ratio} of its demand',
  coverage: 'Coverage of demand by own production',
  renewable_share: 'Renewable share of production',
  mean_power: 'Mean demand',
  together_note:
    'Consumption = production + storage + net exchange, within what the publisher rounds. Net exchange is imports − exports: negative when more went out. Storage is discharge − charge: negative when it took more than it gave.',
  points_note: 'Changes of shares are in percentage points (pp); of net exchange and storage, in GWh.',

  // Demand
  demand: 'Demand day by day',
  demand_desc:
    'Line chart of the demand of each day: mean, with a band from the lowest to the highest half-hour. Highest: {highest}; lowest: {lowest}. The values are in the table below.',
  demand_caption: 'Demand of each day, GW: lowest and highest half-hour, and mean',
  demand_legend_mean: 'mean of the day',
  demand_legend_band: 'lowest to highest half-hour',
  demand_legend_weekend: 'Saturday and Sunday',
  demand_gap: 'Gaps are days of which less than {ratio} was measured.',
  day: 'Day',
  lowest: 'Lowest',
  mean: 'Mean',
  highest: 'Highest',
  show_values: 'Values as a table',
  peak_label: 'peak: {mw}',
  peak_day: 'The day of the peak, hour by hour',
  peak_day_text: '{day}: the half-hour {interval} had the highest demand of the month, {mw}.',
  peak_day_desc:
    'Stacked columns of production by energy type for each hour of {day}, with a line of the demand. The values are in the table below.',
  peak_day_caption: '{day}, mean power of each hour, MW',
  peak_day_note:
    'Columns: production by energy type. Line: demand. Where the line is above the columns, storage and neighbours bring the rest; where it is below, they take it.',
  hour: 'Hour',

  // Mix
  mix: 'What electricity was made from',
  mix_caption: 'Production by energy type, {month}',
  energy_type: 'Energy type',
  share: 'Share',
  bar: 'Share as a bar',
  all_types: 'All types',
  mix_note:
    'Renewable: {renewable}. Hydro holds what pumped storage gives back. Thermal is gas, coal and oil together: the publisher has them in one for regions.',

  // Regions
  regions: 'The regions compared',
  regions_caption: 'Regions by consumption, {month}',
  rank: 'Rank',
  region: 'Region',
  gwh: 'GWh',
  regions_note:
    'Coverage is production ÷ consumption. Net exchange counts flows to other regions and abroad: + imports, − exports. Ranks follow consumption.',
  region_by_region: 'Region by region',
  rank_of: 'No. {rank} of {count} by consumption',
  rank_unknown: 'Not ranked: measured for {ratio} of the time',
  no_data: 'No data in this month: {regions}.',
  peak: 'Peak',
  mean_temperature: 'Mean temperature',
  measured: 'Measured',
  imports_ratio: 'imports {ratio} of its demand',
  exports_ratio: 'exports as much as {ratio} of its demand',
  region_mix_caption: 'Production by energy type',
  region_mix_of: 'in {region}',
  over_year: 'Over a year',
  over_month: 'Over a month',
  over_year_note: 'Over a year: against {month}.',
  over_month_note: 'Over a month: against {month}.',
  vs_year: '{change} over a year',
  vs_month: '{change} over a month',

  // Tension and forecasts
  tension: 'How tense it was',
  tension_caption: 'Share of the hours of each level of tension',
  tension_note:
    'Tension is where the residual need of an hour (consumption − wind − solar − usual net imports) stands among the same hours of that season in up to three years before, 0 to 100. It says what is unusual, not that supply falls short. Shares are of the hours whose tension is known.',
  area: 'Area',
  country: 'The twelve regions together',
  unknown_hours: 'Hours not known',
  tensest: 'Tensest hour',
  tensest_hour: '{when} (index {index})',
  scores: 'How good the forecasts were',
  scores_text: 'Days scored: {count}, from {from} to {to}, against the values known then.',
  scores_caption: 'Errors of the forecasts of the twelve regions together',
  scores_region_caption: 'Errors of the forecasts of consumption, 6 to 24 hours ahead, by region',
  scores_note:
    'Mean error is absolute; relative to the mean measured value. Bias above zero: too much was forecast. Of the 80% intervals, 80% of the measured values are aimed at. Against a week before: how much less, or more, we erred than the value of the same time a week before would have.',
  forecast_of: 'Forecast',
  mean_error: 'Mean error',
  bias: 'Bias',
  relative_error: 'Relative error',
  interval_coverage: 'Within the interval',
  skill: 'Against a week before',
  forecast_consumption: 'Consumption',
  forecast_wind: 'Wind',
  forecast_solar: 'Solar',
  forecast_residual_load: 'Residual load',

  // Quality
  quality: 'How good the data is',
  quality_caption: 'Share of the time whose demand was measured, and how settled the values are',
  'vintage_real-time': 'real-time',
  vintage_consolidated: 'consolidated',
  vintage_definitive: 'definitive',
  suspect: 'Suspect half-hours',
  vintage_note:
    'Real-time values are telemetry and provisional. The publisher replaces them by consolidated ones after weeks, and these by definitive ones after about a year. Suspect: demand implausibly low, a partial outage at the publisher; it counts in energies and means, and is left out of peaks and lowest values.',
  revisions: 'Revisions',
  revisions_none:
    'No value of demand of this month has been replaced since it was first fetched: how far off the first publication was is not known.',
  revisions_text:
    'Where a settled value has replaced a real-time one, real time was {relative} off on average.',
  revisions_caption: 'Values of demand that were replaced, and by how much',
  replaced: 'Replaced',
  replaced_by: '{from} by {to}',
  values: 'Values',
  mean_difference: 'Mean difference, MW',
  mean_absolute_difference: 'Mean absolute difference, MW',
  relative_difference: 'Relative to demand',
  revisions_region_caption: 'How far real time was from the settled value, by region',
  revisions_note:
    'Difference: new value − replaced value, over the same interval; a positive one says that the first publication was too low. Averages are weighted by duration.',
  checks: 'Checks that did not pass',
  checks_none: 'Every check of the data passes.',
  checks_text:
    'Over all the data of this home, not this month alone; the last column lists what is known to lie in this month.',
  checks_caption: 'Quality checks with violations',
  check: 'Check',
  violations: 'Violations, all months',
  in_month: 'Of this month',
  and_more: 'and {count} more',
  none: 'none',
  none_shown: 'none among the examples kept',
  severity_fail: 'serious',
  severity_warn: 'to look at',
  check_key_unique: 'Each row once',
  check_foreign_keys: 'Every key leads somewhere',
  check_value_range: 'Values within what is possible',
  check_jump: 'No unexplained jump',
  check_flat_line: 'No frozen value',
  check_balance_identity: 'Injections equal withdrawals',
  check_completeness: 'Nothing missing',
  check_vintage_monotony: 'Settled values stay',
  check_region_version: 'Each row in its version of the region',
  feeds: 'Feeds',
  feeds_none: 'No feed was fetched during this month: the data was given as files, or fetched later.',
  feeds_all_well:
    'Every run of the {count} feeds that were fetched during the month succeeded ({runs} runs).',
  feeds_caption: 'Feeds of which runs failed during the month',
  feed: 'Feed',
  runs: 'Runs',
  failed_runs: 'Failed',
  causes: 'Causes',
  last_failure: 'Last failure',

  // About
  about: 'Sources, method, citation',
  source_title: 'Source and licence',
  source_text: 'Production, consumption and exchange: {attribution}.',
  source_simulated:
    'Simulated data, in the format of RTE – éCO2mix. Not to be cited as figures of the French grid.',
  source_weather:
    'Temperature: {attribution}; mean over points of each region, weighted by the people who live there.',
  source_method:
    'Added up and compared by Grid Power Stream. Only what was measured is counted, nothing is estimated or filled in: what was measured for less than {ratio} of the time is told as unknown, and energy measured for less than {whole} of it as a lower bound (≥). Peaks are means over half-hours.',
  cite_title: 'How to cite',
  cite_text: '{attribution}; Grid Power Stream, “{title}”, data as of {made}.',
  cite_simulated: 'This report is of simulated data and is not to be cited.',
  state_title: 'State of the data',
  state_made: 'Made',
  state_reach: 'Data from / to',
  state_batches: 'Publications loaded',
  state_version: 'Version of the data',
  state_links:
    'The links “API query” ask for the data as it was known when this report was made (asOf), so that they give these figures also after a revision.',

  // Index
  index_title: 'Trend reports',
  index_text: 'The balance of the French regions, month by month.',
  index_none: 'There is no report yet: it is made when the data holds a whole month.',

  type_demand: 'Demand',
  type_nuclear: 'Nuclear',
  type_thermal: 'Thermal (fossil)',
  type_wind: 'Wind',
  type_solar: 'Solar',
  type_hydro: 'Hydro',
  type_bioenergy: 'Bioenergy',
}

export type WordKey = keyof typeof en

const fr: Record<WordKey, string> = {
  report: 'Rapport de tendance',
  title: 'L’électricité dans les régions françaises : {month}',
  title_partial: 'L’électricité dans les régions françaises : {month}, jusqu’au {end}',
  scope: 'France métropolitaine hors Corse, par région. Toutes les heures sont celles de Paris.',
  other_language: 'English version',
  all_reports: 'Tous les rapports',
  contents: 'Sommaire',
  skip: 'Aller au contenu',
  simulated_title: 'DONNÉES SIMULÉES / SIMULATED DATA',
  simulated_text:
    'Tous les chiffres de ce rapport sont inventés par un simulateur. Aucun n’est une mesure du réseau français.',
  partial_title: 'Mois incomplet',
  partial_text:
    'Les données de {month} vont du {from} au {to}. Tous les chiffres portent sur cette durée ; les autres mois sont comparés sur les mêmes jours et heures.',
  without_title: 'Régions manquantes',
  without_text:
    'Les totaux sont sans {regions} : mesure pendant moins de {ratio} du temps. Ce ne sont pas des totaux nationaux, qui restent inconnus.',
  without_all_text:
    'Aucune région n’a été mesurée pendant {ratio} du temps ou plus : aucun total ne peut être donné.',

  query: 'Requête API',
  query_title: 'La requête de l’API qui y répond : {path}',
  scroll: '{table}, défile latéralement',

  in_short: 'L’essentiel',
  area_all: 'les douze régions',
  area_some: '{count} des douze régions',
  lead: 'En {month}, {area} ont consommé {energy}',
  lead_partial: 'Du {from} au {to}, {area} ont consommé {energy}',
  lead_unknown: 'La consommation totale des régions en {month} est inconnue.',
  more: '{change} de plus qu’en {month}',
  less: '{change} de moins qu’en {month}',
  same: 'autant qu’en {month}',
  more_per_hour: '{change} de plus par heure qu’en {month}',
  less_per_hour: '{change} de moins par heure qu’en {month}',
  same_per_hour: 'autant par heure qu’en {month}',
  and: ' et ',
  at_least: 'au moins {energy}',
  produced:
    'Elles ont produit {energy} (nucléaire {nuclear}, renouvelable {renewable}), soit {coverage} de leur consommation.',
  produced_plain: 'Elles ont produit {energy}, soit {coverage} de leur consommation.',
  production_unknown: 'Leur production est inconnue : publication incomplète pour {regions}.',
  exchange_unknown: 'Leurs échanges nets sont inconnus : publication incomplète pour {regions}.',
  exported: 'Exportations nettes vers l’étranger : {energy}.',
  imported: 'Importations nettes de l’étranger : {energy}.',
  exported_some: 'Exportations nettes vers d’autres régions et l’étranger : {energy}.',
  imported_some: 'Importations nettes d’autres régions et de l’étranger : {energy}.',
  peaked:
    'La consommation a été la plus forte le {day}, {interval}, avec {mw}, et la plus faible le {day_lowest}, {interval_lowest}, avec {mw_lowest}.',
  highest_consumer: 'Plus forte consommation : {region}, {energy}.',
  largest_exporter: 'Premier exportateur net : {region}, {energy}.',
  largest_importer: 'Premier importateur net : {region}, {energy}.',
  largest_rise: 'Plus forte hausse de la consommation par rapport à {month} : {region}, {change}.',
  largest_fall: 'Plus forte baisse de la consommation par rapport à {month} : {region}, {change}.',
  no_comparison_outside: 'Pas de comparaison avec {month} : les données vont du {from} au {to}.',
  no_comparison_all: 'Pas de comparaison avec {month} : mesure insuffisante.',
  no_comparison_regions: 'Pas de comparaison avec {month} : mesure insuffisante pour {regions}.',
  comparison_note:
    'Les évolutions comparent des puissances moyennes, afin que des mois de longueur inégale soient comparables. Rien n’est corrigé de la météo, des jours fériés ni des jours ouvrés.',

  together: 'Les régions ensemble',
  together_caption: 'Énergie de {month}, et évolution de la puissance moyenne',
  quantity: 'Grandeur',
  this_month: '{month}',
  change_from: 'Évolution depuis {month}',
  consumption: 'Consommation',
  production: 'Production',
  storage: 'Stockage (pompage et batteries)',
  net_exchange: 'Échanges nets',
  storage_short: 'Stockage',
  coverage_short: 'Couverture',
  renewable_short: 'Part renouvelable',
  coverage_of: '{ratio} de sa consommation',
  coverage: 'Couverture de la consommation par la production',
  renewable_share: 'Part renouvelable de la production',
  mean_power: 'Consommation moyenne',
  together_note:
    'Consommation = production + stockage + échanges nets, aux arrondis du producteur des données près. Les échanges nets sont importations − exportations : négatifs quand il est sorti plus. Le stockage est déstockage − stockage : négatif quand il a pris plus qu’il n’a rendu.',
  points_note:
    'Les évolutions des parts sont en points de pourcentage (pt) ; celles des échanges nets et du stockage, en GWh.',

  demand: 'La consommation jour par jour',
  demand_desc:
    'Courbe de la consommation de chaque jour : moyenne, avec une bande de la demi-heure la plus faible à la plus forte. Maximum : {highest} ; minimum : {lowest}. Les valeurs sont dans le tableau ci-dessous.',
  demand_caption: 'Consommation de chaque jour, GW : demi-heures la plus faible et la plus forte, moyenne',
  demand_legend_mean: 'moyenne du jour',
  demand_legend_band: 'demi-heure la plus faible à la plus forte',
  demand_legend_weekend: 'samedi et dimanche',
  demand_gap: 'Les trous sont des jours mesurés pendant moins de {ratio} du temps.',
  day: 'Jour',
  lowest: 'Minimum',
  mean: 'Moyenne',
  highest: 'Maximum',
  show_values: 'Valeurs sous forme de tableau',
  peak_label: 'pointe : {mw}',
  peak_day: 'Le jour de la pointe, heure par heure',
  peak_day_text: '{day} : la demi-heure {interval} a connu la plus forte consommation du mois, {mw}.',
  peak_day_desc:
    'Colonnes empilées de la production par filière pour chaque heure du {day}, avec une ligne de la consommation. Les valeurs sont dans le tableau ci-dessous.',
  peak_day_caption: '{day}, puissance moyenne de chaque heure, MW',
  peak_day_note:
    'Colonnes : production par filière. Ligne : consommation. Là où la ligne dépasse les colonnes, le stockage et les voisins apportent le reste ; là où elle est en dessous, ils le prennent.',
  hour: 'Heure',

  mix: 'De quoi l’électricité a été faite',
  mix_caption: 'Production par filière, {month}',
  energy_type: 'Filière',
  share: 'Part',
  bar: 'Part, en barre',
  all_types: 'Toutes filières',
  mix_note:
    'Renouvelable : {renewable}. L’hydraulique comprend ce que rend le pompage. Le thermique réunit gaz, charbon et fioul : pour les régions, le producteur des données n’en publie qu’un total.',

  regions: 'Les régions comparées',
  regions_caption: 'Régions par consommation, {month}',
  rank: 'Rang',
  region: 'Région',
  gwh: 'GWh',
  regions_note:
    'La couverture est production ÷ consommation. Les échanges nets comptent les flux avec les autres régions et l’étranger : + importations, − exportations. Le rang suit la consommation.',
  region_by_region: 'Région par région',
  rank_of: 'N° {rank} sur {count} par la consommation',
  rank_unknown: 'Non classée : mesurée pendant {ratio} du temps',
  no_data: 'Aucune donnée pour ce mois : {regions}.',
  peak: 'Pointe',
  mean_temperature: 'Température moyenne',
  measured: 'Mesuré',
  imports_ratio: 'importe {ratio} de sa consommation',
  exports_ratio: 'exporte l’équivalent de {ratio} de sa consommation',
  region_mix_caption: 'Production par filière',
  region_mix_of: ': {region}',
  over_year: 'Sur un an',
  over_month: 'Sur un mois',
  over_year_note: 'Sur un an : par rapport à {month}.',
  over_month_note: 'Sur un mois : par rapport à {month}.',
  vs_year: '{change} sur un an',
  vs_month: '{change} sur un mois',

  tension: 'Une situation plus ou moins tendue',
  tension_caption: 'Part des heures de chaque niveau de tension',
  tension_note:
    'La tension situe le besoin résiduel d’une heure (consommation − éolien − solaire − importations nettes habituelles) parmi les mêmes heures de cette saison, sur trois ans au plus, de 0 à 100. Elle dit ce qui est inhabituel, non que l’offre manque. Les parts portent sur les heures dont la tension est connue.',
  area: 'Territoire',
  country: 'Les douze régions ensemble',
  unknown_hours: 'Heures inconnues',
  tensest: 'Heure la plus tendue',
  tensest_hour: '{when} (indice {index})',
  scores: 'Ce que valaient les prévisions',
  scores_text: 'Jours notés : {count}, du {from} au {to}, face aux valeurs connues alors.',
  scores_caption: 'Erreurs des prévisions pour les douze régions ensemble',
  scores_region_caption: 'Erreurs des prévisions de consommation, de 6 à 24 heures à l’avance, par région',
  scores_note:
    'L’erreur moyenne est absolue ; elle est rapportée à la valeur mesurée moyenne. Biais supérieur à zéro : la prévision était trop haute. Des intervalles à 80 %, il est attendu qu’ils contiennent 80 % des valeurs mesurées. Face à la semaine précédente : de combien l’erreur était moindre, ou plus grande, que celle de la valeur de la même heure une semaine plus tôt.',
  forecast_of: 'Prévision',
  mean_error: 'Erreur moyenne',
  bias: 'Biais',
  relative_error: 'Erreur relative',
  interval_coverage: 'Dans l’intervalle',
  skill: 'Face à la semaine précédente',
  forecast_consumption: 'Consommation',
  forecast_wind: 'Éolien',
  forecast_solar: 'Solaire',
  forecast_residual_load: 'Charge résiduelle',

  quality: 'Ce que valent les données',
  quality_caption: 'Part du temps dont la consommation a été mesurée, et consolidation des valeurs',
  'vintage_real-time': 'temps réel',
  vintage_consolidated: 'consolidé',
  vintage_definitive: 'définitif',
  suspect: 'Demi-heures suspectes',
  vintage_note:
    'Les valeurs en temps réel sont des télémesures provisoires. RTE les remplace par des valeurs consolidées après quelques semaines, puis par des valeurs définitives environ un an plus tard. Suspecte : consommation invraisemblablement basse, panne partielle de la publication ; comptée dans les énergies et les moyennes, écartée des maximums et minimums.',
  revisions: 'Révisions',
  revisions_none:
    'Aucune valeur de consommation de ce mois n’a été remplacée depuis sa première récupération : l’écart de la première publication est inconnu.',
  revisions_text:
    'Là où une valeur consolidée a remplacé le temps réel, celui-ci s’en écartait de {relative} en moyenne.',
  revisions_caption: 'Valeurs de consommation remplacées, et écart',
  replaced: 'Remplacement',
  replaced_by: '{from} par {to}',
  values: 'Valeurs',
  mean_difference: 'Écart moyen, MW',
  mean_absolute_difference: 'Écart absolu moyen, MW',
  relative_difference: 'Rapporté à la consommation',
  revisions_region_caption: 'Écart entre temps réel et valeur consolidée, par région',
  revisions_note:
    'Écart : nouvelle valeur − valeur remplacée, sur le même intervalle ; positif quand la première publication était trop basse. Moyennes pondérées par la durée.',
  checks: 'Contrôles non satisfaits',
  checks_none: 'Tous les contrôles des données sont satisfaits.',
  checks_text:
    'Sur toutes les données présentes, et non ce seul mois ; la dernière colonne donne ce qui se situe à coup sûr dans ce mois.',
  checks_caption: 'Contrôles de qualité avec anomalies',
  check: 'Contrôle',
  violations: 'Anomalies, tous mois',
  in_month: 'Dont ce mois',
  and_more: 'et {count} de plus',
  none: 'aucune',
  none_shown: 'aucune parmi les exemples conservés',
  severity_fail: 'grave',
  severity_warn: 'à examiner',
  check_key_unique: 'Chaque ligne une seule fois',
  check_foreign_keys: 'Chaque clé mène quelque part',
  check_value_range: 'Valeurs dans les limites du possible',
  check_jump: 'Pas de saut inexpliqué',
  check_flat_line: 'Pas de valeur figée',
  check_balance_identity: 'Injections égales aux soutirages',
  check_completeness: 'Rien ne manque',
  check_vintage_monotony: 'Une valeur consolidée le reste',
  check_region_version: 'Chaque ligne dans sa version de la région',
  feeds: 'Flux de données',
  feeds_none:
    'Aucun flux n’a été interrogé pendant ce mois : les données ont été fournies en fichiers, ou récupérées plus tard.',
  feeds_all_well:
    'Toutes les exécutions des {count} flux interrogés pendant le mois ont réussi ({runs} exécutions).',
  feeds_caption: 'Flux dont des exécutions ont échoué pendant le mois',
  feed: 'Flux',
  runs: 'Exécutions',
  failed_runs: 'Échecs',
  causes: 'Causes',
  last_failure: 'Dernier échec',

  about: 'Sources, méthode, citation',
  source_title: 'Source et licence',
  source_text: 'Production, consommation et échanges : {attribution}.',
  source_simulated:
    'Données simulées, au format de RTE – éCO2mix. À ne pas citer comme chiffres du réseau français.',
  source_weather:
    'Température : {attribution} ; moyenne en des points de chaque région, pondérée par la population.',
  source_method:
    'Additionné et comparé par Grid Power Stream. Seul ce qui a été mesuré est compté, rien n’est estimé ni comblé : ce qui a été mesuré pendant moins de {ratio} du temps est donné pour inconnu, et une énergie mesurée pendant moins de {whole} du temps pour un minimum (≥). Les pointes sont des moyennes sur une demi-heure.',
  cite_title: 'Comment citer',
  cite_text: '{attribution} ; Grid Power Stream, « {title} », données au {made}.',
  cite_simulated: 'Ce rapport porte sur des données simulées et ne doit pas être cité.',
  state_title: 'État des données',
  state_made: 'Établi le',
  state_reach: 'Données du / au',
  state_batches: 'Publications chargées',
  state_version: 'Version des données',
  state_links:
    'Les liens « Requête API » demandent les données telles qu’elles étaient connues quand ce rapport a été établi (asOf) : ils donnent ces chiffres même après une révision.',

  index_title: 'Rapports de tendance',
  index_text: 'L’équilibre des régions françaises, mois par mois.',
  index_none: 'Pas encore de rapport : il est établi quand les données couvrent un mois entier.',

  type_demand: 'Consommation',
  type_nuclear: 'Nucléaire',
  type_thermal: 'Thermique fossile',
  type_wind: 'Éolien',
  type_solar: 'Solaire',
  type_hydro: 'Hydraulique',
  type_bioenergy: 'Bioénergies',
}

/** French puts a space before its double signs and within its quotes, at which no line may break. */
const typeset = (text: string) => text.replace(/ (?=[:;!?»])/g, '\u00a0').replaceAll('« ', '«\u00a0')

export const WORDS: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = {
  en,
  fr: Object.fromEntries(Object.entries(fr).map(([key, text]) => [key, typeset(text)])) as typeof fr,
}

/** @throws RangeError for a hole that is not filled. */
export function say(
  language: Language,
  key: WordKey,
  holes: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const filling = holes[name]
    if (filling === undefined) throw new RangeError(`words ${key}: {${name}} is not filled`)
    return String(filling)
  })
}

/** A code of the catalogue in words; one that has none stays as it is. */
export function sayCode(
  language: Language,
  kind: 'type' | 'vintage' | 'check' | 'severity' | 'forecast',
  code: string,
): string {
  const key = `${kind}_${code}`
  return key in WORDS[language] ? WORDS[language][key as WordKey] : code
}
