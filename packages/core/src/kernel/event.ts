/** Something that happened, told to whoever listens. Past tense, versioned; carried by the stream, never by a second write. */
export interface DomainEvent<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly version: number;
  /** The transaction or user it is about: consumers dedupe on (name, id). */
  readonly id: string;
  readonly atMs: number;
  readonly data: Data;
}
