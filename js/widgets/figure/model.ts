/** The traits of Python's `FigurePlace`. A Python test checks that the names are the same. */

export interface PlaceModel {
  /** A reference to bqplot's figure. */
  figure: unknown;
}
