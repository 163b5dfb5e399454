/** Numbers as text. Python's `rounded` does the same with one figure less. */

const DIGITS = 4;
const PLAIN_FROM = 1e-4;
const PLAIN_UP_TO = 1e6;

export function value(number: number): string {
  if (!Number.isFinite(number)) {
    return Number.isNaN(number) ? "not a number" : number > 0 ? "infinity" : "-infinity";
  }
  const size = Math.abs(number);
  if (size === 0) {
    return "0";
  }
  if (size < PLAIN_FROM || size >= PLAIN_UP_TO) {
    return number.toExponential(DIGITS - 2);
  }
  const power = Math.floor(Math.log10(size));
  if (power >= DIGITS) {
    return number.toLocaleString("en-US", { maximumSignificantDigits: DIGITS });
  }
  // numbers from 0.01 on align: 0.0981 below 0.1124
  const decimals = power === -2 ? DIGITS : DIGITS - 1 - power;
  return number.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** A small number as a spec writes it: 0.001, 3e-5. Python's `short` does the same. */
export function short(number: number): string {
  const rounded = Number(number.toPrecision(3));
  const power = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)));
  const isPlain = power >= -4 && power < 3;
  return isPlain ? String(rounded) : rounded.toExponential().replace("+", "");
}

/** A place on the x axis: whole if it is whole, else as precise as the points are dense. */
export function place(x: number, gap: number): string {
  const whole = Math.round(x);
  if (Math.abs(x - whole) < 1e-6) {
    return whole.toLocaleString("en-US");
  }
  const fine = gap > 0 && Number.isFinite(gap) ? Math.ceil(-Math.log10(gap)) : 1;
  return x.toFixed(Math.max(1, Math.min(4, fine)));
}
