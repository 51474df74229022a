import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type Assembly, ofType } from "../assembly/model.ts";
import { number, record, text } from "../json.ts";
import { AwsError, type JsonOperations, needed } from "./wire.ts";

/** Encrypts under the template's keys with this machine's own master key; the context is authenticated. */
export function kmsOperations(assembly: Assembly, masterKey: Buffer): JsonOperations {
  const keys = new Map<string, string>();
  for (const { ref, attributes } of ofType(assembly, "AWS::KMS::Key")) {
    const arn = attributes["Arn"] ?? "";
    for (const name of [ref, arn]) keys.set(name, arn);
  }
  for (const { ref, properties } of ofType(assembly, "AWS::KMS::Alias")) {
    keys.set(ref, keys.get(text(properties["TargetKeyId"]) ?? "") ?? "");
  }
  const keyOf = (input: Record<string, unknown>): string => {
    const name = needed(input, "KeyId");
    const arn = keys.get(name);
    if (arn === undefined) throw new AwsError("NotFoundException", `Key '${name}' does not exist`);
    return arn;
  };
  const encrypt = (arn: string, plain: Buffer, context: unknown): string => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", masterKey, iv).setAAD(contextBytes(arn, context));
    const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return Buffer.from(JSON.stringify({ arn, sealed: sealed.toString("base64") })).toString("base64");
  };
  const dataKey = (input: Record<string, unknown>) => {
    const arn = keyOf(input);
    const bytes = number(input["NumberOfBytes"]) ?? (input["KeySpec"] === "AES_128" ? 16 : 32);
    const key = randomBytes(bytes);
    return { KeyId: arn, plain: key.toString("base64"), blob: encrypt(arn, key, input["EncryptionContext"]) };
  };
  return {
    Encrypt: (input) => {
      const arn = keyOf(input);
      const plain = Buffer.from(needed(input, "Plaintext"), "base64");
      const CiphertextBlob = encrypt(arn, plain, input["EncryptionContext"]);
      return { KeyId: arn, CiphertextBlob, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
    Decrypt: (input) => {
      const { arn, plain } = open(masterKey, needed(input, "CiphertextBlob"), input["EncryptionContext"]);
      if (input["KeyId"] !== undefined && keyOf(input) !== arn) {
        throw new AwsError("IncorrectKeyException", "the ciphertext was made with another key");
      }
      return { KeyId: arn, Plaintext: plain.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
    GenerateDataKey: (input) => {
      const { KeyId, plain, blob } = dataKey(input);
      return { KeyId, Plaintext: plain, CiphertextBlob: blob };
    },
    GenerateDataKeyWithoutPlaintext: (input) => {
      const { KeyId, blob } = dataKey(input);
      return { KeyId, CiphertextBlob: blob };
    },
  };
}

function open(masterKey: Buffer, blob: string, context: unknown): { arn: string; plain: Buffer } {
  try {
    const { arn, sealed } = record(JSON.parse(Buffer.from(blob, "base64").toString("utf8")) as unknown);
    const name = String(arn);
    const bytes = Buffer.from(String(sealed), "base64");
    const decipher = createDecipheriv("aes-256-gcm", masterKey, bytes.subarray(0, 12))
      .setAAD(contextBytes(name, context))
      .setAuthTag(bytes.subarray(-16));
    return { arn: name, plain: Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]) };
  } catch {
    throw new AwsError("InvalidCiphertextException", "the ciphertext does not open");
  }
}

function contextBytes(arn: string, context: unknown): Buffer {
  const pairs = Object.entries(record(context)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([arn, ...pairs]));
}
