import type { Expectation } from "../../kernel/contracts/store.ts";
import { isRecord } from "./shape.ts";

/** Those that a row of a table meets or not. */
export type RowExpectation = Exclude<Expectation, { readonly type: "last-seq" }>;

/** Where the row stands that an expectation speaks of. */
export const expectedRow = (expectation: RowExpectation): { readonly table: "files" | "approvals"; readonly key: string } =>
  expectation.type === "file-version"
    ? { table: "files", key: expectation.path }
    : { table: "approvals", key: expectation.approvalId };

/** Whether the row, as found, is what was expected. A damaged row never is: nothing may be built on it. */
export const isMet = (expectation: RowExpectation, row: unknown): boolean => {
  if (expectation.type === "file-version") {
    if (row === undefined) return expectation.version === null;
    return isRecord(row) && isRecord(row.state) && row.state.version === expectation.version;
  }
  return isRecord(row) && isRecord(row.approval) && row.approval.status === expectation.status;
};
