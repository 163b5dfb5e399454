/** A property that may be missing, or may refuse to be read once its object is disposed. */
export function property(owner: unknown, name: string): unknown {
  try {
    return isObject(owner) ? (owner as Record<string, unknown>)[name] : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an object has these methods. */
export function has(owner: unknown, ...methods: string[]): boolean {
  return methods.every((name) => typeof property(owner, name) === "function");
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
