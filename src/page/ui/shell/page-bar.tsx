import { Menu } from "lucide-react";
import { IconButton } from "../parts/icon-button.tsx";
import { Logo } from "../parts/logo.tsx";

/** The top of a page that has no header of its own, where the sessions are a drawer. */
export const PageBar = ({ onOpenSessions }: { readonly onOpenSessions: () => void }) => (
  <header className="bar page-bar">
    <IconButton label="Sessions" icon={Menu} onClick={onOpenSessions} />
    <Logo size={18} />
    <span className="title">Vivarium</span>
  </header>
);
