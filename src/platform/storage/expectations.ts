import type { Expectation } from "../../kernel/contracts/store.ts";
import { isRecord } from "./shape.ts";

/** Where the row stands that an expectation speaks of. */
export const expectedRow = (expectation: Expectation): { readonly table: "files" | "approvals"; readonly key: string } =>
  expectation.type === "file-version"
    ? { table: "files", key: expectation.path }
    : { table: "approvals", key: expectation.approvalId };

/** Whether the row, as found, is what was expected. A damaged row never is: nothing may be built on it. */
export const isMet = (expectation: Expectation, row: unknown): boolean => {
  if (expectation.type === "file-version") {
    if (row === undefined) return expectation.version === null;
    return isRecord(row) && isRecord(row.state) && row.state.version === expectation.version;
  }
  return isRecord(row) && isRecord(row.approval) && row.approval.status === expectation.status;
};
