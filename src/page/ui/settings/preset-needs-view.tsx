import { useState } from "react";
import { CopyButton } from "../parts/copy-button.tsx";
import { type Choice, Segmented } from "../parts/segmented.tsx";
import { type System, whichSystem } from "../parts/which-system.ts";
import { needsOf } from "./preset-needs.ts";

const systems: readonly Choice<System>[] = [
  { value: "macOS", label: "macOS" },
  { value: "Linux", label: "Linux" },
  { value: "Windows", label: "Windows" },
];

/** What the chosen provider needs: where its keys are made, how it treats web pages, the command that lets this one in. */
export const PresetNeedsView = ({ presetId }: { readonly presetId: string | undefined }) => {
  const { says, keyPage, command } = needsOf(presetId);
  const [system, setSystem] = useState(() => whichSystem(window.navigator.userAgent));
  const line = command?.(system, window.location.origin);
  const differs = command !== undefined && systems.some(({ value }) => command(value, "").text !== command(system, "").text);
  return (
    <div className="needs">
      <p>
        {says}{" "}
        {keyPage !== undefined && (
          <a className="link" href={keyPage} target="_blank" rel="noopener noreferrer">
            Make a key at {new URL(keyPage).hostname}
          </a>
        )}
      </p>
      {line !== undefined && (
        <>
          {differs && <Segmented label="Your system" choices={systems} value={system} onChange={setSystem} />}
          <p className="hint">{line.label}</p>
          <div className="command">
            <code>{line.text}</code>
            <CopyButton text={line.text} label="Copy the command" />
          </div>
        </>
      )}
    </div>
  );
};
