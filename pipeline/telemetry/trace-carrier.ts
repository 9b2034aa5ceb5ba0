/** W3C Trace Context as text: where a span stands in its trace. */
import type { SpanContext } from '@opentelemetry/api'
import type { TraceCarrier } from './telemetry.ts'

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZEROS = /^0+$/

export const toCarrier = ({ traceId, spanId, traceFlags }: SpanContext): TraceCarrier => ({
  traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
})

/** @returns undefined for what is not the text of a span: whoever sent it may have written anything. */
export function toSpanContext(carrier: TraceCarrier | undefined): SpanContext | undefined {
  const [whole, traceId, spanId, flags] = TRACEPARENT.exec(carrier?.traceparent ?? '') ?? []
  if (!whole || !traceId || !spanId || !flags || whole.startsWith('ff')) return undefined
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
}

/** The carrier that came with an HTTP request, where one did. */
export function carrierFrom({
  traceparent,
}: Readonly<Record<string, string | readonly string[] | undefined>>): TraceCarrier | undefined {
  return typeof traceparent === 'string' ? { traceparent } : undefined
}
