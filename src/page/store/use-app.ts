import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { AppActions, AppState } from "./app-state.ts";

/** The store and the actions over it, made once in `main.tsx`. */
export interface App {
  readonly store: StoreApi<AppState>;
  readonly actions: AppActions;
}

export const AppContext = createContext<App | undefined>(undefined);

const useContextApp = (): App => {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("A component that reads the app stands outside AppContext.");
  return app;
};

/** Reads the state. The selector is a module constant that returns a stored reference or a primitive. */
export const useApp = <Selected>(selector: (state: AppState) => Selected): Selected => useStore(useContextApp().store, selector);

export const useActions = (): AppActions => useContextApp().actions;

/** The session as it is shown: the scrubbed moment, else the live one. */
export const shownSession = (state: AppState) => state.scrubbed?.view ?? state.session;
