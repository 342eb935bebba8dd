import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { AppActions, AppState } from "./app-state.ts";
import { showRested } from "./show-rested.ts";
import { useClock } from "./use-now.ts";

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

/** As `useApp`, for what costs much to draw: a value stands for `restMs(value)` before the next one is shown. Both are module constants. */
export const useRestedApp = <Selected extends string | number | boolean>(
  selector: (state: AppState) => Selected,
  restMs: (value: Selected) => number,
): Selected => {
  const { store } = useContextApp();
  const clock = useClock();
  const [shown, show] = useState(() => selector(store.getState()));
  useEffect(
    () => showRested({ clock, look: () => selector(store.getState()), subscribe: store.subscribe, restMs, show }),
    [store, clock, selector, restMs],
  );
  return shown;
};

export const useActions = (): AppActions => useContextApp().actions;

/** The session as it is shown: the scrubbed moment, else the live one. */
export const shownSession = (state: AppState) => state.scrubbed?.view ?? state.session;
