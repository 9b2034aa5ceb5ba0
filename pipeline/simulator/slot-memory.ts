/** Remembers the slots a model has made: twelve regions, and one request after another, ask for the same ones. */
import type { GridModel, Slot } from './grid-model.ts'

/** @param most How many slots are kept; then all are forgotten. */
export function rememberSlots(model: GridModel, most = Number.POSITIVE_INFINITY): GridModel {
  const slots = new Map<number, Slot>()
  return timeKey => {
    const known = slots.get(timeKey)
    if (known) return known
    if (slots.size >= most) slots.clear()
    const slot = model(timeKey)
    slots.set(timeKey, slot)
    return slot
  }
}
