/** `+234•••4567`: enough to tell one's own numbers apart. */
export function maskPhone(e164: string): string {
  return `${e164.slice(0, 4)}•••${e164.slice(-4)}`;
}

/** `am•••@mail.example.com`: the first two letters and the domain. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, Math.min(2, at))}•••${address.slice(at)}`;
}
