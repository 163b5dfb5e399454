/** What Python's `FigurePlace` sends. A Python test holds the names equal on both sides. */

export interface PlaceModel {
  /** A reference to bqplot's figure. */
  figure: unknown;
}
