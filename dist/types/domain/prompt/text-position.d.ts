import type { Position } from "../problem.ts";
/** Maps offsets of a text to lines and columns, in logarithmic time each. */
export declare function linePositions(text: string): (offset: number) => Position;
