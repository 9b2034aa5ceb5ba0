/** Turns the numbers of events into metrics, as declared. */
import type { Attributes, Meter } from '@opentelemetry/api'
import type { EventName } from '../catalog/events.ts'
import { METRICS, type MetricDeclaration } from './metrics.ts'

type Fields = Readonly<Record<string, string | number>>

/** @returns what measures an event: a field that it lacks is no value, not zero. */
export function openMeter(meter: Meter): (event: EventName, fields: Fields) => void {
  const instruments = METRICS.map(metric => ({ metric, record: openInstrument(meter, metric) }))
  return (event, fields) => {
    for (const { metric, record } of instruments) {
      const value = metric.event === event ? fields[metric.field] : undefined
      if (typeof value === 'number') record(value, seriesOf(metric, fields))
    }
  }
}

function openInstrument(
  meter: Meter,
  { kind, name, unit }: MetricDeclaration,
): (value: number, series: Attributes) => void {
  if (kind === 'gauge') {
    const gauge = meter.createGauge(name, { unit })
    return (value, series) => gauge.record(value, series)
  }
  if (kind === 'counter') {
    const counter = meter.createCounter(name, { unit })
    return (value, series) => counter.add(value, series)
  }
  const histogram = meter.createHistogram(name, { unit })
  return (value, series) => histogram.record(value, series)
}

const seriesOf = ({ by }: MetricDeclaration, fields: Fields): Attributes =>
  Object.fromEntries(by.flatMap(name => (name in fields ? [[name, fields[name]]] : [])))
