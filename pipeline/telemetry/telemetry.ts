/** What a job or the service can tell of itself while it works. */
import type { EventFields, EventName } from '../catalog/events.ts'

export type Attributes = Readonly<Record<string, string | number | boolean>>

/** A place in a trace as W3C Trace Context writes it: it travels in queue messages and HTTP headers. */
export interface TraceCarrier {
  readonly traceparent: string
}

export interface SpanRequest {
  /** Low in variety: `run feed`, not the feed. */
  readonly name: string
  /** `server` answers a request, `consumer` works on a message, `producer` sends one. Default `internal`. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly attributes?: Attributes
  /** What caused it, in another process. Default: the span at work. Malformed ones begin a trace of their own. */
  readonly parent?: TraceCarrier | undefined
}

/** A span at work. */
export interface WorkingSpan {
  rename(name: string): void
  set(attributes: Attributes): void
  /** Mark it as failed without throwing. */
  fail(reason: string): void
}

export interface Telemetry {
  /** Whether anything hears what is told: facts that cost a query are gathered only then. */
  readonly isHeard: boolean
  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void
  /** Work as one span. What it throws marks the span as failed, and goes on to the caller. */
  trace<T>(request: SpanRequest, work: (span: WorkingSpan) => Promise<T>): Promise<T>
  /** Where the work at hand stands in its trace, to be sent along; undefined when nothing is traced. */
  carrier(): TraceCarrier | undefined
  /** Send what is held back: before a process is frozen. Never throws: what can't be sent is logged. */
  flush(): Promise<void>
  /** Send what is held back, and end. */
  close(): Promise<void>
}

const UNSEEN: WorkingSpan = { rename: () => undefined, set: () => undefined, fail: () => undefined }

/** Tells nobody. */
export const SILENT: Telemetry = {
  isHeard: false,
  emit: () => undefined,
  trace: (_request, work) => work(UNSEEN),
  carrier: () => undefined,
  flush: async () => undefined,
  close: async () => undefined,
}
