/** Licences of what is taken in and given out, and the words that must go with it. */

export interface Licence {
  readonly licence: string
  readonly attribution: string
}

export const RTE_LICENCE: Licence = {
  licence: 'Licence Ouverte / Etalab 2.0',
  attribution: 'RTE – éCO2mix, Licence Ouverte / Etalab 2.0',
}

export const OPEN_METEO_LICENCE: Licence = {
  licence: 'CC BY 4.0',
  attribution: 'Weather data by Open-Meteo.com, CC BY 4.0',
}

/** Of what both go into. */
export const FORECAST_LICENCE: Licence = {
  licence: `${RTE_LICENCE.licence}; ${OPEN_METEO_LICENCE.licence}`,
  attribution: `${RTE_LICENCE.attribution}; ${OPEN_METEO_LICENCE.attribution}`,
}

export const INSEE_LICENCE: Licence = {
  licence: 'Licence Ouverte / Etalab 2.0',
  attribution: 'INSEE – code officiel géographique, through @etalab/decoupage-administratif (MIT)',
}

export const SCHOOL_CALENDAR_LICENCE: Licence = {
  licence: 'Licence Ouverte / Etalab',
  attribution:
    "Ministère de l'Éducation nationale – data.education.gouv.fr, through vacances-scolaires-france (MIT)",
}

export const WIKIPEDIA_LICENCE: Licence = {
  licence: 'CC BY-SA 4.0',
  attribution: 'Wikipedia contributors, CC BY-SA 4.0',
}
