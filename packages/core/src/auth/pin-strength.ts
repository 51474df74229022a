/** The PINs that people try first: one digit, a pair twice, a run up or down, a year. */
export function isWeakPin(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  const [first] = steps;
  const even = steps.every((step) => step === first);
  const run = even && (first === 0 || first === 1 || first === 9);
  const pairTwice = pin.slice(0, 2) === pin.slice(2);
  return run || pairTwice || /^(19\d|20[0-2])\d$/.test(pin);
}
