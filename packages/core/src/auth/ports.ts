/** Sends text messages; implemented in `gateways/sms`. */
export interface SmsSender {
  /** Rejects when the message was not accepted for sending. When `ended` fires nobody waits for it any more. */
  readonly send: (toE164: string, text: string, ended: AbortSignal) => Promise<void>;
}
