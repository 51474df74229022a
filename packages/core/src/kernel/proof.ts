/**
 * What a person gives to confirm a money movement: the PIN itself, or a confirmation token that a PIN bought. Checked in
 * the domain, while it loads its facts. `absent`: neither, which is enough below an amount that the person set.
 */
export type Proof = { readonly pin: string } | { readonly confirmation: string } | { readonly absent: true };
