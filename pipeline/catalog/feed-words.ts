/** The phrases that the sentence about a feed is made of, in both languages. */

export type Language = 'en' | 'fr'

const counted = (count: number, singular: string, isPlural: boolean) =>
  `${count} ${singular}${isPlural ? 's' : ''}`

export const FEED_WORDS = {
  en: {
    never: 'Never fetched: it is not set up here, or its first run is still to come.',
    byHand: 'Given by hand: nothing is expected at a set time.',
    newest: (time: string) => `The newest value is of ${time}.`,
    fresh: (time: string, age: string) => `Up to date: the newest value is of ${time}, ${age} old.`,
    fetched: (time: string) => `Up to date: last fetched ${time}.`,
    failed: (reason: string, runs: number, since: string) =>
      runs === 1
        ? `${reason}: the run of ${since} failed.`
        : `${reason}: ${runs} runs in a row have failed, the first of them on ${since}.`,
    old: (time: string, age: string, limit: string) =>
      `The newest value is of ${time}, ${age} old, where the objective is less than ${limit}.`,
    noValue: 'No measured value has come yet.',
    overdue: (since: string) => `The delay is ours: it has not been fetched since ${since}.`,
    behind: (lag: string) => `The delay is ours: the publisher has ${lag} more than we hold.`,
    theirs: 'The delay is the publisher’s: that is all they have.',
    refused: (refused: number, read: number) =>
      `${refused} of ${read} rows of the last publication were refused.`,
    again: (period: string) => `It is asked again ${period}, and what was missed is fetched then.`,
    retried: 'It is tried again within minutes, and what was missed is fetched then.',
    allowed: 'It is asked again when it allows, an hour later at most, and what was missed is fetched then.',
    resumes: (period: string) => `It goes on by itself when the next ${period} of the quota begins.`,
    person: 'A person has to mend this; it is tried again meanwhile.',
    partly: (rows: number, values: number) =>
      `Refused in the last publication: ${counted(rows, 'row', rows !== 1)}, ${counted(values, 'value', values !== 1)}.`,
    drift: (columns: string) => `Columns unknown to us: ${columns}.`,
    reasons: {
      unreachable: 'The publisher cannot be reached',
      timeout: 'The publisher does not answer in time',
      'rate-limited': 'The publisher tells us to call less often (429)',
      'server-error': 'The publisher’s server fails (5xx)',
      rejected: 'The publisher rejects the request',
      'not-the-data': 'The publisher serves something else than the data',
      truncated: 'The publisher’s answer ends before its end',
      interrupted: 'The publisher breaks off its answer with an error',
      'quota-exhausted': 'Our share of the publisher’s quota is used up',
      'circuit-open': 'The publisher failed again and again and is left alone for a while',
      'personal-data': 'The publisher sends meter-level or personal data, which is refused',
      misconfigured: 'Our configuration is wrong',
      internal: 'A fault of ours stops the run',
    },
    reason: (code: string) => `The fetch fails (${code})`,
    periods: { 60: 'every hour', 1440: 'every day', 10080: 'every week', 44640: 'every month' },
    period: (minutes: number) => `every ${minutes} minutes`,
    quotaPeriod: { day: 'day', month: 'month' },
    units: { minute: ' min', hour: ' h', days: ' days' },
  },
  fr: {
    never: 'Jamais interrogé : il n’est pas configuré ici, ou sa première exécution est à venir.',
    byHand: 'Fourni à la main : rien n’est attendu à heure fixe.',
    newest: (time: string) => `La dernière valeur est du ${time}.`,
    fresh: (time: string, age: string) => `À jour : la dernière valeur est du ${time}, il y a ${age}.`,
    fetched: (time: string) => `À jour : interrogé le ${time}.`,
    failed: (reason: string, runs: number, since: string) =>
      runs === 1
        ? `${reason} : l’exécution du ${since} a échoué.`
        : `${reason} : ${runs} exécutions de suite ont échoué, la première le ${since}.`,
    old: (time: string, age: string, limit: string) =>
      `La dernière valeur est du ${time}, il y a ${age}, pour un objectif de moins de ${limit}.`,
    noValue: 'Aucune valeur mesurée n’est encore arrivée.',
    overdue: (since: string) => `Le retard est le nôtre : pas interrogé depuis le ${since}.`,
    behind: (lag: string) => `Le retard est le nôtre : le producteur a ${lag} de plus que nous.`,
    theirs: 'Le retard est celui du producteur : c’est tout ce qu’il a.',
    refused: (refused: number, read: number) =>
      `${refused} lignes sur ${read} de la dernière publication ont été refusées.`,
    again: (period: string) => `Il est interrogé ${period}, et ce qui manque est alors récupéré.`,
    retried: 'Nouvel essai dans quelques minutes, et ce qui manque est alors récupéré.',
    allowed:
      'Il est interrogé à nouveau quand il le permet, une heure plus tard au plus, et ce qui manque est alors récupéré.',
    resumes: (period: string) => `Reprise automatique au début ${period} suivant du quota.`,
    person: 'Une personne doit intervenir ; les essais continuent entre-temps.',
    partly: (rows: number, values: number) =>
      `Refusées dans la dernière publication : ${counted(rows, 'ligne', rows > 1)}, ${counted(values, 'valeur', values > 1)}.`,
    drift: (columns: string) => `Colonnes inconnues de nous : ${columns}.`,
    reasons: {
      unreachable: 'Le producteur est injoignable',
      timeout: 'Le producteur ne répond pas à temps',
      'rate-limited': 'Le producteur nous demande d’appeler moins souvent (429)',
      'server-error': 'Le serveur du producteur est en erreur (5xx)',
      rejected: 'Le producteur rejette la requête',
      'not-the-data': 'Le producteur sert autre chose que les données',
      truncated: 'La réponse du producteur s’arrête avant sa fin',
      interrupted: 'Le producteur interrompt sa réponse par une erreur',
      'quota-exhausted': 'Notre part du quota du producteur est épuisée',
      'circuit-open': 'Le producteur a échoué à répétition et n’est plus sollicité pour un moment',
      'personal-data': 'Le producteur envoie des données personnelles ou de compteur, qui sont refusées',
      misconfigured: 'Notre configuration est fausse',
      internal: 'Un défaut chez nous arrête l’exécution',
    },
    reason: (code: string) => `La récupération échoue (${code})`,
    periods: { 60: 'chaque heure', 1440: 'chaque jour', 10080: 'chaque semaine', 44640: 'chaque mois' },
    period: (minutes: number) => `toutes les ${minutes} minutes`,
    quotaPeriod: { day: 'du jour', month: 'du mois' },
    units: { minute: ' min', hour: ' h', days: ' jours' },
  },
} as const

/** Codes of failures that have words of their own. */
export const SAID_ERROR_CODES: readonly string[] = Object.keys(FEED_WORDS.en.reasons)
