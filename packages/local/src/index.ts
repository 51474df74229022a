/**
 * The local cloud: runs the project on one machine from the very CloudFormation that is deployed. It reads the
 * synthesized templates and gives each resource a local body; what it does not know it refuses at start, by name.
 *
 * `assembly/` reads templates · `lambda/` runs functions in threads · `http/` is the HTTP API and the function URLs ·
 * `engine/` is AWS's DynamoDB Local · `aws/` speaks the AWS wire protocols to the functions · `streams/`, `events/`,
 * `schedule/`, `stepfunctions/` do what their services do · `surface/` exists only here · `state/` survives a kill.
 */
export { AssemblyRefused } from "./assembly/model.ts";
export { type LocalCloud, type LocalCloudInfo, type LocalCloudOptions, startLocalCloud } from "./cloud.ts";
export type { PermissionView } from "./iam/permissions.ts";
