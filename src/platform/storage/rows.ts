import { hashBytes } from "../../kernel/base/canonical.ts";
import type { TableName, Tables } from "../../kernel/contracts/store.ts";
import type { DraftPicture } from "../../kernel/conversation/picture.ts";
import type { SessionRow } from "../../kernel/conversation/session.ts";
import type { FileState } from "../../kernel/files/file.ts";
import type { CostSum } from "../../kernel/model/cost.ts";
import type { Usage } from "../../kernel/model/usage.ts";
import type { Approval } from "../../kernel/rules/approval.ts";
import type { Rule } from "../../kernel/rules/rule.ts";
import { hasShape, type Shape, type ShapeOf } from "./shape.ts";

type FileOf<Kind extends FileState["kind"]> = Omit<Extract<FileState, { readonly kind: Kind }>, "kind">;

const fileShape: ShapeOf<FileOf<"file">> = { hash: "text", sizeBytes: "number", modifiedAt: "number", version: "text" };
const directoryShape: ShapeOf<FileOf<"directory">> = { modifiedAt: "number", version: "text" };
const usageShape: ShapeOf<Usage> = {
  inputTokens: "number",
  outputTokens: "number",
  cacheReadTokens: "number",
  cacheWriteTokens: "number",
};
export const costSumShape: ShapeOf<CostSum> = {
  nanoDollars: "number",
  unpricedTokens: "number",
  heldNanoDollars: "number",
  heldTokens: "number",
};
const sessionShape: ShapeOf<SessionRow> = {
  sessionId: "text",
  title: "text",
  createdAt: "number",
  updatedAt: "number",
  status: "text",
  level: "text",
  usage: "object",
  fingerprint: "text",
};
const approvalShape: ShapeOf<Approval> = {
  approvalId: "text",
  status: "text",
  sessionId: "text",
  runId: "text",
  callId: "text",
  turn: "number",
  tool: "text",
  headline: "object",
  kind: "text",
  risks: "list",
  input: "any",
  inputHash: "text",
  effect: "object",
  rule: "object",
  askedAt: "number",
  causes: "list",
  origins: "list",
  editedFields: "list",
};
const ruleShape: ShapeOf<Rule> = {
  ruleId: "text",
  match: "object",
  decision: "text",
  scope: "object",
  madeBy: "text",
  madeAt: "number",
  sentence: "text",
};

const draftShape: ShapeOf<DraftPicture> = {
  pictureId: "text",
  name: "text",
  mediaType: "text",
  bytes: "object",
};

const isDraft = (value: unknown): boolean =>
  hasShape(value, draftShape) &&
  value.bytes instanceof Uint8Array &&
  (value.mediaType === "application/pdf" || hasShape(value, { width: "number", height: "number" }));

const isFileState = (state: unknown): boolean => {
  if (!hasShape(state, { kind: "text" })) return false;
  if (state.kind === "file") return hasShape(state, fileShape);
  return state.kind === "directory" && hasShape(state, directoryShape);
};

const holds = (row: unknown, field: string, shape: Shape): boolean =>
  hasShape(row, { key: "text", [field]: "object" }) && hasShape(row[field], shape);

const checks: { readonly [Name in TableName]: (row: unknown) => boolean } = {
  files: (row) => hasShape(row, { key: "text", state: "object" }) && isFileState(row.state),
  // The name of a content is its hash, so damage in the bytes shows.
  blobs: (row) =>
    hasShape(row, { key: "text", bytes: "any" }) && row.bytes instanceof Uint8Array && hashBytes(row.bytes) === row.key,
  sessions: (row) =>
    hasShape(row, { row: "object" }) &&
    holds(row, "row", sessionShape) &&
    hasShape(row.row, { usage: "object" }) &&
    hasShape(row.row.usage, usageShape) &&
    (row.row.cost === undefined || hasShape(row.row.cost, costSumShape)),
  approvals: (row) => holds(row, "approval", approvalShape),
  rules: (row) => holds(row, "rule", ruleShape),
  drafts: (row) => hasShape(row, { key: "text", sessionId: "text", place: "number", picture: "object" }) && isDraft(row.picture),
  days: (row) => hasShape(row, { key: "text", cost: "object" }) && hasShape(row.cost, costSumShape),
  kept: (row) => hasShape(row, { key: "text", bytes: "any" }) && row.bytes instanceof Uint8Array,
  settings: (row) => hasShape(row, { key: "text", value: "any" }),
};

/** Whether a stored row is whole enough to be used: every required field there and of its kind, contents as their hash says. */
export const isRow = <Name extends TableName>(table: Name, row: unknown): row is Tables[Name] => checks[table](row);
