import { describe, expect, it } from "vitest";
import { expectStatus, people, type Person } from "../../kit/people.ts";
import { OnDevice } from "../../kit/sign-in.ts";

const refresh = (person: Person) => person.post("/auth/token/refresh", { refresh: person.refresh });

/** The same person on a second device. */
async function secondDevice(person: Person): Promise<Person> {
  return new OnDevice(person, "tablet").signIn();
}

describe("POST /auth/logout", () => {
  it("ends this session and no other, and may be sent twice", async () => {
    const { amina } = await people({ amina: {} });
    const tablet = await secondDevice(amina);
    expectStatus(await amina.post("/auth/logout", {}), 204);
    expectStatus(await amina.post("/auth/logout", {}), 204);
    expectStatus(await refresh(amina), 401);
    expectStatus(await refresh(tablet), 200);
  });

  it("everywhere ends all sessions, and access tokens at once where money moves", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const tablet = await secondDevice(amina);
    const confirmation = await tablet.confirmation();
    expectStatus(await amina.post("/auth/logout", { everywhere: true }), 204);
    expectStatus(await refresh(amina), 401);
    expectStatus(await refresh(tablet), 401);
    const order = { to_user: joseph.userId, amount: 1_000, currency: "NGN" };
    for (const proof of [{ confirmation }, { pin: amina.pin }]) {
      const answer = await tablet.post("/wallet/transfer", { ...order, ...proof });
      expect([answer.status, answer.body["code"]]).toEqual([401, "session_revoked"]);
    }
    expectStatus(await (await amina.signIn()).get("/auth/me"), 200);
  });
});
