/** Room that a character of a small text takes at most, in the units of the drawing: no font can be measured here. */
export const CHARACTER = 6.2;
/** Room between a text and the mark or line that it belongs to. */
export const GAP = 4;
