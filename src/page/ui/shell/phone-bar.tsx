import { CircleDot, Folder, type LucideIcon, MessageSquare, ScanSearch } from "lucide-react";
import { Icon } from "../parts/icon.tsx";

export type PhonePane = "chat" | "approvals" | "inspect" | "files";

const panes: readonly { readonly pane: PhonePane; readonly label: string; readonly icon: LucideIcon }[] = [
  { pane: "chat", label: "Chat", icon: MessageSquare },
  { pane: "approvals", label: "Approvals", icon: CircleDot },
  { pane: "inspect", label: "Inspect", icon: ScanSearch },
  { pane: "files", label: "Files", icon: Folder },
];

/** The four places of a narrow page. The number is how many questions wait. */
export const PhoneBar = ({
  current,
  waiting,
  canInspect,
  onChoose,
}: {
  readonly current: PhonePane | undefined;
  readonly waiting: number;
  readonly canInspect: boolean;
  readonly onChoose: (pane: PhonePane) => void;
}) => (
  <nav className="phonebar" aria-label="Panels">
    {panes.map(({ pane, label, icon }) => (
      <button
        key={pane}
        type="button"
        aria-current={pane === current ? "page" : undefined}
        disabled={!canInspect && (pane === "inspect" || pane === "files")}
        onClick={() => onChoose(pane)}
      >
        <Icon of={icon} size={20} />
        {label}
        {pane === "approvals" && waiting > 0 && (
          <span className="ct num">
            {waiting}
            <span className="sr"> waiting</span>
          </span>
        )}
      </button>
    ))}
  </nav>
);
