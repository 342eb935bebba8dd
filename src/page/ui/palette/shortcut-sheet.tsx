import "./palette.css";
import { useActions } from "../../store/use-app.ts";
import { Dialog } from "../parts/dialog.tsx";
import { ShortcutTable } from "../parts/shortcut-table.tsx";

/** The keys, over the page. */
export const ShortcutSheet = () => {
  const { setShortcutsOpen } = useActions();
  return (
    <Dialog title="Shortcuts" open onOpenChange={setShortcutsOpen} className="dialog wide">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className="sheet-keys" aria-label="All shortcuts" tabIndex={0}>
        <ShortcutTable />
      </section>
    </Dialog>
  );
};
