import { ShortcutTable } from "../parts/shortcut-table.tsx";

export const ShortcutsPage = () => (
  <>
    <h1 className="page-title">Shortcuts</h1>
    <p className="lead">Everything can be reached with the keyboard. Single characters do nothing while you write.</p>
    <div className="fs">
      <ShortcutTable />
    </div>
  </>
);
