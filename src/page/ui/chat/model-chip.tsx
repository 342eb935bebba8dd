import { SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { modelName } from "../../../kernel/model/model.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { answeringModel, openRow } from "../../store/views/answering-model.ts";
import { Icon } from "../parts/icon.tsx";

const nameOf = (state: AppState): string => {
  const model = answeringModel(state);
  return model === undefined ? "" : modelName(model);
};

/** How many things the open session sets for itself. */
const ownCountOf = (state: AppState): number => {
  const row = openRow(state);
  return Object.keys(row?.settings ?? {}).length + (row?.model === undefined ? 0 : 1);
};

/** Who answers, and the way to what this session sets for itself. */
export const ModelChip = (): ReactNode => {
  const name = useApp(nameOf);
  const own = useApp(ownCountOf);
  const { setSessionSheetOpen } = useActions();
  const set = own === 0 ? "" : `, ${own} set for this session`;
  return (
    <button
      type="button"
      className="btn quiet model-chip"
      aria-haspopup="dialog"
      aria-label={`Model ${name}${set}. Settings of this session`}
      onClick={() => setSessionSheetOpen(true)}
    >
      <Icon of={SlidersHorizontal} size={13} className="dim" />
      <span className="trunc">{name}</span>
      {own > 0 && <span className="own num">{own} set</span>}
    </button>
  );
};
