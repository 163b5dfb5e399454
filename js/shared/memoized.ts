/**
 * A function that gives its last result again while its arguments stay the same. Preact leaves alone
 * what is drawn from the same nodes, so a canvas in them is not painted again.
 */
export function memoized<Given extends unknown[], Made>(make: (...given: Given) => Made): (...given: Given) => Made {
  let last: { given: Given; made: Made } | null = null;
  return (...given) => {
    if (last === null || given.some((each, place) => each !== last?.given[place])) {
      last = { given, made: make(...given) };
    }
    return last.made;
  };
}
