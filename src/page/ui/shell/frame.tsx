import type { ReactNode } from "react";
import type { PageSize } from "../parts/use-media.ts";
import { Columns } from "./columns.tsx";
import { Drawer } from "./drawer.tsx";
import type { LayoutChoice } from "./layout-memory.ts";
import "./shell.css";

export interface FrameProps {
  readonly size: PageSize;
  readonly layout: LayoutChoice;
  readonly onLayout: (layout: LayoutChoice) => void;
  /** Undefined where the page stands alone. */
  readonly rail: ReactNode | undefined;
  readonly isRailOpen: boolean;
  readonly onRailOpenChange: (open: boolean) => void;
  readonly main: ReactNode;
  /** Undefined while it is closed. */
  readonly inspector: ReactNode | undefined;
  readonly ruler: ReactNode | undefined;
  readonly status: ReactNode;
  readonly phoneBar: ReactNode | undefined;
}

/**
 * Where things stand. Wide: three columns. Medium: the sessions are a drawer and the inspector lies over the right side.
 * Narrow: one column, in which the inspector is a sheet over the chat, which stays as it was.
 */
export const Frame = (props: FrameProps) => {
  const { size, layout, onLayout, rail, isRailOpen, onRailOpenChange, main, inspector, ruler, status, phoneBar } = props;
  if (size === "wide")
    return (
      <div className="app" data-size={size}>
        <Columns
          layout={layout}
          onLayout={onLayout}
          rail={rail}
          main={<main className="main">{main}</main>}
          inspector={
            inspector === undefined ? undefined : (
              <aside className="inspector" aria-label="Inspector">
                {inspector}
              </aside>
            )
          }
        />
        {ruler}
        {status}
      </div>
    );
  const isCovered = size === "narrow" && inspector !== undefined;
  return (
    <div className="app" data-size={size}>
      {size === "narrow" && status}
      <div className="stack">
        <main className="main" inert={isCovered}>
          {main}
        </main>
        {inspector !== undefined && (
          <aside className="inspector sheet" aria-label="Inspector">
            {inspector}
          </aside>
        )}
      </div>
      {size === "medium" && ruler}
      {size === "medium" && status}
      {phoneBar}
      {rail !== undefined && (
        <Drawer name="Sessions" open={isRailOpen} onOpenChange={onRailOpenChange}>
          {rail}
        </Drawer>
      )}
    </div>
  );
};
