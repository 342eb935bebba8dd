import type { AppState, Theme } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { type Choice, Segmented } from "../parts/segmented.tsx";

const themeOf = (state: AppState) => state.theme;
const themes: readonly Choice<Theme>[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export const AppearancePage = () => {
  const theme = useApp(themeOf);
  const { setTheme } = useActions();
  return (
    <>
      <h1 className="page-title">Appearance</h1>
      <p className="lead">Contrast, motion and colours follow the settings of your system.</p>
      <fieldset className="fs">
        <legend>Theme</legend>
        <Segmented label="Theme" choices={themes} value={theme} onChange={setTheme} />
      </fieldset>
    </>
  );
};
