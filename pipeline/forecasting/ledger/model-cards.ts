/**
 * Model cards in the lake: what was learnt at each fit, written once.
 * `gold/forecasting/models/<fitted at>.json.gz`, as in 20260601T034000.000Z: names in order are cards in order.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ObjectStore } from '../../lake/object-store.ts'
import { CARD_FORMAT, type ModelCard } from '../model-card.ts'

const FOLDER = 'gold/forecasting/models/'

/** Write a card, unless there is one of the same instant. */
export async function recordModelCard(lake: ObjectStore, card: ModelCard): Promise<'kept' | 'kept already'> {
  const bytes = await promisify(gzip)(JSON.stringify(card))
  return (await lake.create(keyOf(new Date(card.fitted_at)), bytes)) ? 'kept' : 'kept already'
}

/**
 * The newest card that was fitted at or before an instant.
 *
 * @returns undefined when there is none, or the newest is of a format that this version can't use: a fit makes one.
 */
export async function readModelCard(lake: ObjectStore, at: Date): Promise<ModelCard | undefined> {
  const last = keyOf(at)
  const key = (await lake.list(FOLDER)).findLast(found => found <= last)
  if (key === undefined) return undefined
  const text = new TextDecoder().decode(await promisify(gunzip)(await lake.read(key)))
  const card: unknown = JSON.parse(text)
  return isOfThisFormat(card) ? card : undefined
}

/** A card is written by this code alone, and its format says when what it holds has changed. */
const isOfThisFormat = (card: unknown): card is ModelCard =>
  typeof card === 'object' && card !== null && 'format' in card && card.format === CARD_FORMAT

const keyOf = (fittedAt: Date): string => `${FOLDER}${fittedAt.toISOString().replaceAll(/[-:]/g, '')}.json.gz`
