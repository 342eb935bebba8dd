import type { ReactNode } from "react";
import { useRef } from "react";
import { Group, type Layout, Panel, Separator } from "react-resizable-panels";
import { columns, keepLayout, type LayoutChoice } from "./layout-memory.ts";

/** Two or three columns side by side; their widths follow the pointer and the arrow keys, and are remembered. */
export const Columns = ({
  layout,
  onLayout,
  rail,
  main,
  inspector,
}: {
  readonly layout: LayoutChoice;
  readonly onLayout: (layout: LayoutChoice) => void;
  readonly rail: ReactNode;
  readonly main: ReactNode;
  readonly inspector: ReactNode | undefined;
}) => {
  const group = useRef<HTMLDivElement>(null);
  // Shares of the group, because a width in pixels is measured only after the next drawing.
  const keep = (shares: Layout): void => {
    const groupPx = group.current?.clientWidth ?? 0;
    const widthOf = (id: string, otherwise: number): number => {
      const share = shares[id];
      return share === undefined ? otherwise : Math.round((share / 100) * groupPx);
    };
    const next = { ...layout, railPx: widthOf("rail", layout.railPx), inspectorPx: widthOf("inspector", layout.inspectorPx) };
    onLayout(next);
    keepLayout(next);
  };
  return (
    <Group
      className="columns"
      orientation="horizontal"
      elementRef={group}
      onLayoutChanged={(shares, { isUserInteraction }) => isUserInteraction && keep(shares)}
    >
      {rail !== undefined && (
        <>
          <Panel
            id="rail"
            className="column"
            defaultSize={layout.railPx}
            minSize={columns.rail.least}
            maxSize={columns.rail.most}
            groupResizeBehavior="preserve-pixel-size"
          >
            {rail}
          </Panel>
          {/* Named by its title: the line stands between the landmarks, where a label would count as lost content. */}
          <Separator className="separator" title="Width of the sessions" />
        </>
      )}
      <Panel id="main" className="column" minSize={columns.main.least}>
        {main}
      </Panel>
      {inspector !== undefined && (
        <>
          <Separator className="separator" title="Width of the inspector" />
          <Panel
            id="inspector"
            className="column"
            defaultSize={layout.inspectorPx}
            minSize={columns.inspector.least}
            maxSize={columns.inspector.most}
            groupResizeBehavior="preserve-pixel-size"
          >
            {inspector}
          </Panel>
        </>
      )}
    </Group>
  );
};
