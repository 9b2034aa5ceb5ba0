/**
 * Names of columns that only data of persons or single meters has, and why each is refused.
 *
 * The platform is about totals of whole regions. Whatever tells of one delivery point, one household or
 * one person is not needed for that, and so may not be kept: GDPR, article 5(1)(c), data minimisation.
 */
import { foldName } from './fold-name.ts'

export interface PersonalName {
  /** Folded by `foldName`: whole words, in this order. */
  readonly words: string
  /** `within`: any name that contains the words; `alone`: only a name that is nothing else. */
  readonly match: 'within' | 'alone'
  readonly reason: string
}

const DELIVERY_POINT = 'identifies a delivery point, and through it a household'
const METER = 'identifies a meter, and through it a household'
const HOUSEHOLD = 'tells of one household'
const PERSON = 'names a person'
const CUSTOMER = 'tells of one customer'
const CONTACT = 'is a way to reach a person'
const BANK = 'is an account of a person'
const CIVIL = 'is part of the civil identity of a person'

const names = (
  match: PersonalName['match'],
  reason: string,
  words: readonly string[],
): readonly PersonalName[] => words.map(word => ({ words: word, match, reason }))

/** In this order: the first that fits gives the reason. */
const PERSONAL_NAMES: readonly PersonalName[] = [
  ...names('within', DELIVERY_POINT, [
    'prm',
    'pdl',
    'pce',
    'rae',
    'point_de_livraison',
    'point_livraison',
    'point_reference_mesure',
    'point_de_reference_mesure',
    'point_de_comptage',
    'usage_point',
    'usage_point_id',
    'delivery_point',
    'delivery_point_id',
    'metering_point',
    'metering_point_id',
    'mpan',
  ]),
  ...names('within', METER, [
    'id_compteur',
    'compteur_id',
    'identifiant_compteur',
    'numero_compteur',
    'numero_de_compteur',
    'num_compteur',
    'no_compteur',
    'n_compteur',
    'matricule_compteur',
    'numero_serie_compteur',
    'meter_id',
    'id_meter',
    'meter_number',
    'meter_serial',
    'meter_serial_number',
    'linky',
  ]),
  ...names('alone', METER, ['compteur', 'meter', 'smart_meter', 'matricule']),
  ...names('alone', HOUSEHOLD, [
    'household',
    'foyer',
    'logement',
    'dwelling',
    'menage',
    'occupant',
    'locataire',
    'tenant',
  ]),
  ...names('within', HOUSEHOLD, [
    'household_id',
    'id_household',
    'household_number',
    'id_foyer',
    'foyer_id',
    'numero_foyer',
    'id_menage',
    'id_logement',
    'logement_id',
    'numero_logement',
    'dwelling_id',
    'nombre_occupants_du_logement',
  ]),
  // « nom » alone is the name of a region or commune in the register.
  ...names('within', PERSON, [
    'prenom',
    'prenoms',
    'first_name',
    'last_name',
    'given_name',
    'family_name',
    'surname',
    'full_name',
    'nom_de_famille',
    'nom_famille',
    'nom_prenom',
    'nom_usage',
    'nom_d_usage',
    'nom_naissance',
    'nom_de_naissance',
    'nom_usager',
    'nom_abonne',
    'nom_occupant',
    'nom_complet_personne',
  ]),
  ...names('within', CUSTOMER, [
    'client',
    'titulaire',
    'abonne',
    'customer',
    'subscriber',
    'account_holder',
    'usager',
    'numero_contrat',
    'no_contrat',
    'n_contrat',
    'id_contrat',
    'reference_contrat',
    'contract_number',
    'contract_id',
  ]),
  ...names('within', CONTACT, [
    'adresse',
    'address',
    'numero_de_voie',
    'numero_voie',
    'nom_de_voie',
    'nom_voie',
    'libelle_voie',
    'street',
    'street_name',
    'email',
    'e_mail',
    'courriel',
    'adresse_mail',
    'telephone',
    'phone',
    'phone_number',
    'mobile_phone',
    'numero_mobile',
  ]),
  ...names('alone', CONTACT, ['mail', 'tel', 'portable', 'gsm', 'rue', 'voie']),
  ...names('within', BANK, ['iban', 'bank_account', 'compte_bancaire', 'releve_identite_bancaire']),
  ...names('alone', BANK, ['rib', 'bic']),
  ...names('within', CIVIL, [
    'date_naissance',
    'date_de_naissance',
    'lieu_naissance',
    'lieu_de_naissance',
    'birth_date',
    'date_of_birth',
    'birthdate',
    'numero_securite_sociale',
    'social_security_number',
    'national_id',
    'passport_number',
  ]),
  ...names('alone', CIVIL, ['nir', 'ssn', 'civilite']),
]

/** A number of customers or dwellings tells of none of them. */
const COUNTS = /^(nombre|nb|number|count|total|part|taux|share|rate)(_|$)|_count$/

/** By the words: as they are, and written as one word where they are several. */
const BY_WORDS: ReadonlyMap<string, PersonalName> = new Map(
  PERSONAL_NAMES.toReversed().flatMap(name => [
    [name.words, name] as const,
    [name.words.replaceAll('_', ''), name] as const,
  ]),
)

/** What a column of this name would tell of a person or meter; undefined when nothing. */
export function personalNameIn(name: string): PersonalName | undefined {
  // usagePointId is usage_point_id.
  const folded = foldName(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
  if (folded === '' || COUNTS.test(folded)) return undefined
  return namedBy(folded) ?? namedBy(singular(folded))
}

function namedBy(folded: string): PersonalName | undefined {
  const whole = BY_WORDS.get(folded) ?? BY_WORDS.get(folded.replaceAll('_', ''))
  return whole ?? phrasesOf(folded.split('_')).find(phrase => phrase?.match === 'within')
}

/** `clients`, `prm1`: one of them is as personal as the only one. */
const singular = (folded: string) =>
  folded
    .split('_')
    .map(word => word.replace(/\d+$/, '').replace(/(?<=\w{3})s$/, ''))
    .filter(word => word !== '')
    .join('_')

const phrasesOf = (words: readonly string[]) =>
  words.flatMap((_, first) =>
    words.slice(first).map((_, length) => {
      const phrase = words.slice(first, first + length + 1).join('_')
      const name = BY_WORDS.get(phrase)
      return name?.words === phrase ? name : undefined
    }),
  )
