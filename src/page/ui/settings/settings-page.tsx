import type { AppState } from "../../store/app-state.ts";
import type { SettingsPage as PageName } from "../../store/route.ts";
import { useApp } from "../../store/use-app.ts";
import { AboutPage } from "./about-page.tsx";
import { AppearancePage } from "./appearance-page.tsx";
import { GuardrailsPage } from "./guardrails-page.tsx";
import { MemoryPage } from "./memory-page.tsx";
import { ModelPage } from "./model-page.tsx";
import { PermissionsPage } from "./permissions-page.tsx";
import { ShortcutsPage } from "./shortcuts-page.tsx";
import { SpendingPage } from "./spending-page.tsx";
import { ToolsPage } from "./tools-page.tsx";
import "./settings.css";

const routeOf = (state: AppState) => state.route;

const pages: readonly { readonly page: PageName; readonly label: string }[] = [
  { page: "model", label: "Model" },
  { page: "spending", label: "Spending" },
  { page: "permissions", label: "Permissions" },
  { page: "guardrails", label: "Guardrails" },
  { page: "tools", label: "Tools" },
  { page: "memory", label: "Memory" },
  { page: "appearance", label: "Appearance" },
  { page: "shortcuts", label: "Shortcuts" },
  { page: "about", label: "About" },
];

const PageBody = ({ page }: { readonly page: Exclude<PageName, "model"> }) => {
  switch (page) {
    case "spending":
      return <SpendingPage />;
    case "permissions":
      return <PermissionsPage />;
    case "guardrails":
      return <GuardrailsPage />;
    case "tools":
      return <ToolsPage />;
    case "memory":
      return <MemoryPage />;
    case "appearance":
      return <AppearancePage />;
    case "shortcuts":
      return <ShortcutsPage />;
    case "about":
      return <AboutPage />;
  }
};

/** All settings: the list of pages, and the one that the address names. */
export const SettingsPage = () => {
  const route = useApp(routeOf);
  if (route.type !== "settings") return null;
  const label = pages.find(({ page }) => page === route.page)?.label;
  return (
    <div className="settings">
      <nav className="sub" aria-label="Settings">
        <p className="title" aria-hidden="true">
          Settings
        </p>
        {pages.map(({ page, label }) => (
          <a key={page} href={`#/settings/${page}`} aria-current={page === route.page ? "page" : undefined}>
            {label}
          </a>
        ))}
        <a href="#/storage">Storage</a>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard, and some pages hold no control */}
      <section className="form" aria-label={label} tabIndex={0}>
        {route.page === "model" ? <ModelPage key={route.preset} preset={route.preset} /> : <PageBody page={route.page} />}
      </section>
    </div>
  );
};
