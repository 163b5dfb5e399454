/** Where small pictures stand on a canvas. */

export interface Tiles {
  columns: number;
  rows: number;
  /** How many pixels of the page, each way, one of a picture takes. */
  zoom: number;
  /** Of the whole, in pixels of the page. */
  width: number;
  height: number;
}

const GAP = 4;
const LARGEST = 64;
const MOST_ZOOM = 12;

/** Pictures of one size beside and below each other, as large as they need be to be seen. */
export function tilesOf(count: number, width: number, height: number, across: number): Tiles {
  const side = Math.max(width, height);
  const zoom = Math.min(MOST_ZOOM, Math.max(1, Math.floor(LARGEST / side)));
  const wide = width * zoom + GAP;
  const columns = Math.max(1, Math.min(count, Math.floor((across + GAP) / wide)));
  const rows = Math.ceil(count / columns);
  return {
    columns,
    rows,
    zoom,
    width: columns * wide - GAP,
    height: Math.max(0, rows * (height * zoom + GAP) - GAP),
  };
}

/** The upper left corner of a picture, in pixels of the page. */
export function cornerOf(
  tiles: Tiles,
  index: number,
  width: number,
  height: number,
): [number, number] {
  const row = Math.floor(index / tiles.columns);
  const column = index % tiles.columns;
  return [column * (width * tiles.zoom + GAP), row * (height * tiles.zoom + GAP)];
}
