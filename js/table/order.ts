/** How the rows of a table are sorted. */

export interface Order<Column> {
  column: Column;
  isDescending: boolean;
}

/** What a row is sorted by. */
export interface SortValue {
  /** Null or an empty text: missing. */
  rank: number | string | null;
  /** Only equal ones are compared, such as values of one metric. */
  of?: string;
}

const { compare } = new Intl.Collator(undefined, { numeric: true });

/** A click on the column that sorts already reverses the order. */
export function orderAfter<Column>(order: Order<Column>, column: Column, startsDescending = false): Order<Column> {
  return { column, isDescending: order.column === column ? !order.isDescending : startsDescending };
}

/** Equal rows keep their order; missing values come last in both directions. */
export function sortedBy<Row>(rows: readonly Row[], isDescending: boolean, valueOf: (row: Row) => SortValue): Row[] {
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => apart(a.value, b.value, isDescending ? -1 : 1))
    .map(({ row }) => row);
}

function apart({ rank: one, of = "" }: SortValue, { rank: other, of: ofOther = "" }: SortValue, turn: 1 | -1): number {
  if (isMissing(one) || isMissing(other)) {
    return Number(isMissing(one)) - Number(isMissing(other));
  }
  if (of !== ofOther) {
    return compare(of, ofOther);
  }
  const areNumbers = typeof one === "number" && typeof other === "number";
  return turn * (areNumbers ? one - other : compare(String(one), String(other)));
}

function isMissing(rank: SortValue["rank"]): boolean {
  return rank === null || rank === "";
}
