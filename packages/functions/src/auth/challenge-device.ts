import { challengeDevice, ChallengeView, challengeView } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/biometric/challenge",
    summary: "A challenge for the device's key to sign",
    description: "Good for one sign-in within five minutes. The same for everybody: whoever asks learns nothing.",
    caller: "anyone",
    example: { body: {} },
    returns: { 200: ChallengeView },
    refuses: [],
    uses: { secrets: ["SESSION_KEYS"] },
  },
  () => challengeView(challengeDevice()),
);
