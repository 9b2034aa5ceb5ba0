/** Quality codes of a fact: how far its value can be trusted. */

export interface QualityCode {
  readonly quality_code: 'ok' | 'suspect' | 'missing' | 'quarantined'
  readonly meaning: string
}

export const QUALITY_CODES: readonly QualityCode[] = [
  { quality_code: 'ok', meaning: 'Published, and nothing speaks against it.' },
  {
    quality_code: 'suspect',
    meaning: 'Published and kept, but the demand is implausibly low: a partial outage at the publisher.',
  },
  {
    quality_code: 'missing',
    meaning:
      'Not published, though the rest of the row was and the region has this energy type. An explicit unknown: both values are null.',
  },
  {
    quality_code: 'quarantined',
    meaning: 'Published but refused; the reason and the raw value are in quarantine. Both values are null.',
  },
]
