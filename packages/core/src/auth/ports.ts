/** Sends text messages; implemented in `gateways/sms`. */
export interface SmsSender {
  /** Rejects when the message was not accepted for sending. */
  readonly send: (toE164: string, text: string) => Promise<void>;
}
