/** What a key means among the rows. */

export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Whether the key asks for what a row offers. */
export function asksToAct(key: Key): boolean {
  return isPlain(key) && (key.key === "Enter" || key.key === " ");
}

/** The row that a key leads to, from the one at `index`; null for keys that lead nowhere. */
export function rowAfter(key: Key, index: number, count: number, page: number): number | null {
  const places: Record<string, number> = {
    ArrowUp: index < 0 ? count - 1 : index - 1,
    ArrowDown: index + 1,
    PageUp: index - page,
    PageDown: index + page,
    Home: 0,
    End: count - 1,
  };
  const to = isPlain(key) ? places[key.key] : undefined;
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

function isPlain({ shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
  return !(shiftKey || ctrlKey || altKey || metaKey);
}
