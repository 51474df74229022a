/**
 * Whether nobody waits any more for what is being done. Lambda freezes an instance between two requests: what a request
 * left running goes on whenever the next one comes, long after its caller was told that it failed. The platform says
 * here, by the time on the wall, when a request has been answered; the table then starts no further attempt for it.
 */
let asked: () => boolean = () => false;

export function askLateness(isLate: () => boolean): void {
  asked = isLate;
}

export function isLate(): boolean {
  return asked();
}
