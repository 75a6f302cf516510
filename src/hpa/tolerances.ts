/** How far the usage ratio may be from 1 without a change, per direction; shares, not percent. */
export interface Tolerances {
  readonly scaleDown: number;
  readonly scaleUp: number;
}

/** Whether the ratio asks for no change; both edges belong to the tolerance. Go: `Tolerances.isWithin`. */
export function isWithin(tolerances: Tolerances, usageRatio: number): boolean {
  return 1 - tolerances.scaleDown <= usageRatio && usageRatio <= 1 + tolerances.scaleUp;
}
