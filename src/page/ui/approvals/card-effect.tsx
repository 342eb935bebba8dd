import type { ReactNode } from "react";
import { contentHash } from "../../../kernel/files/file.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { DiffView } from "../parts/diff-view.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";

/** What would change: the difference of each file, and folders that come or go. */
export const Effect = ({ approval }: { readonly approval: Approval }): ReactNode =>
  approval.effect.files.map(({ path, before, after }) =>
    contentHash(before) === null && contentHash(after) === null ? (
      <p className="mono folder" key={path}>
        {after === null ? "removes" : "makes"} the folder <RevealedText text={path} />
      </p>
    ) : (
      <div className="eff" key={path}>
        <DiffView path={path} before={contentHash(before)} after={contentHash(after)} />
      </div>
    ),
  );
