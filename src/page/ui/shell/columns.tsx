import type { ReactNode } from "react";
import { useRef } from "react";
import { Group, Panel, type PanelImperativeHandle, Separator } from "react-resizable-panels";
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
  const railPanel = useRef<PanelImperativeHandle>(null);
  const inspectorPanel = useRef<PanelImperativeHandle>(null);
  const keep = (): void => {
    const next: LayoutChoice = {
      ...layout,
      railPx: railPanel.current?.getSize().inPixels ?? layout.railPx,
      inspectorPx: inspectorPanel.current?.getSize().inPixels ?? layout.inspectorPx,
    };
    onLayout(next);
    keepLayout(next);
  };
  return (
    <Group
      className="columns"
      orientation="horizontal"
      onLayoutChanged={(_layout, { isUserInteraction }) => isUserInteraction && keep()}
    >
      {rail !== undefined && (
        <>
          <Panel
            id="rail"
            className="column"
            panelRef={railPanel}
            defaultSize={layout.railPx}
            minSize={columns.rail.least}
            maxSize={columns.rail.most}
            groupResizeBehavior="preserve-pixel-size"
          >
            {rail}
          </Panel>
          <Separator className="separator" aria-label="Width of the sessions" />
        </>
      )}
      <Panel id="main" className="column" minSize={columns.main.least}>
        {main}
      </Panel>
      {inspector !== undefined && (
        <>
          <Separator className="separator" aria-label="Width of the inspector" />
          <Panel
            id="inspector"
            className="column"
            panelRef={inspectorPanel}
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
