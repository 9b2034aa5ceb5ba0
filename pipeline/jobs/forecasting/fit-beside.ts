/** Fits in a thread of its own: a process that serves goes on answering meanwhile, and stops when it is asked to. */
import { Worker } from 'node:worker_threads'
import type { fitModels } from '../../forecasting/fit-models.ts'
import type { FitMessage, FitWork } from './fit-worker.ts'

/** @param cutOff ends the thread, and what is fitted is lost: its promise rejects with the reason. */
export const fitBeside =
  (cutOff: AbortSignal): typeof fitModels =>
  (histories, { onProgress, ...fitting }) =>
    new Promise((resolve, reject) => {
      const work: FitWork = { histories, fitting }
      const worker = new Worker(new URL('./fit-worker.ts', import.meta.url), { workerData: work })
      const end = () => {
        reject(cutOff.reason)
        void worker.terminate()
      }
      cutOff.addEventListener('abort', end, { once: true })
      worker.on('exit', () => cutOff.removeEventListener('abort', end))
      if (cutOff.aborted) end()
      worker.on('message', (message: FitMessage) => {
        if ('progress' in message) onProgress?.(message.progress)
        else resolve(message.card)
      })
      worker.on('error', reject)
      worker.on('exit', code => reject(new Error(`fitting ended with code ${code} and without a model card`)))
    })
