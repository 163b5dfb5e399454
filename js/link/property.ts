/**
 * A property, or that of a property of it. Each may be missing, or may refuse to be read once its
 * object is disposed.
 */
export function property(owner: unknown, ...names: PropertyKey[]): unknown {
  try {
    return names.reduce((found, name) => (isObject(found) ? Reflect.get(found, name) : undefined), owner);
  } catch {
    return undefined;
  }
}

/** Whether an object has these methods. */
export function has<Found>(owner: unknown, ...methods: (keyof Found)[]): owner is Found {
  return methods.every((name) => typeof property(owner, name) === "function");
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
