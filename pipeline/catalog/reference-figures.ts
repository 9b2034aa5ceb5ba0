/**
 * How far a figure of a register or page may lie from the catalogue's before it is refused: a mistake of
 * the source, not a change of the world. A widely copied register gives Bretagne a quarter too much land;
 * people are born, move, and are counted anew.
 */
export const REFERENCE_TOLERANCE = { population_ratio: 0.15, area_ratio: 0.05 } as const
