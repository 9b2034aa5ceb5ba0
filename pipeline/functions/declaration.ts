/** A function as data: its trigger, and the handler that calls the job. */
import type { HttpFunctionOptions, StorageQueueFunctionOptions, TimerFunctionOptions } from '@azure/functions'

export type Declaration = { readonly name: string } & (
  | { readonly kind: 'timer'; readonly options: TimerFunctionOptions }
  | { readonly kind: 'queue'; readonly options: StorageQueueFunctionOptions }
  | { readonly kind: 'http'; readonly options: HttpFunctionOptions }
)
