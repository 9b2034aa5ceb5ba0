/** The thread of `fit-beside.ts`: gets histories, tells its progress, and gives a model card. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AreaHistory } from '../../forecasting/area-history.ts'
import { type FitProgress, type Fitting, fitModels } from '../../forecasting/fit-models.ts'
import type { ModelCard } from '../../forecasting/model-card.ts'

export interface FitWork {
  readonly histories: readonly AreaHistory[]
  readonly fitting: Omit<Fitting, 'onProgress'>
}

export type FitMessage = { readonly progress: FitProgress } | { readonly card: ModelCard }

const tell = (message: FitMessage) => parentPort?.postMessage(message)

const { histories, fitting } = workerData as FitWork // as fit-beside.ts sends it
tell({ card: await fitModels(histories, { ...fitting, onProgress: progress => tell({ progress }) }) })
