import "./guide.css";
import type { ConnectionGuide, ConnectionLayer } from "../../../kernel/rules/inspection.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Mark } from "../parts/mark.tsx";

const markOf = { fine: "done", fails: "error", unknown: "idle" } as const;
const wordOf: Readonly<Record<ConnectionLayer["status"], string>> = { fine: "yes", fails: "no", unknown: "not known yet" };

/** The layers between this page and a model with the one that fails, and what to do about it. */
export const Guide = ({ guide: { layers, steps } }: { readonly guide: ConnectionGuide }) => (
  <div className="guide">
    <ol className="layers" aria-label="What was found out">
      {layers.map(({ name, status }) => (
        <li key={name} className={status}>
          <Mark kind={markOf[status]} size={12} />
          <span>{name}</span>
          <span className="meta">{wordOf[status]}</span>
        </li>
      ))}
    </ol>
    {steps.length > 0 && (
      <ol className="todo" aria-label="What to do">
        {steps.map(({ text, command }) => (
          <li key={text}>
            <span>{text}</span>
            {command !== undefined && (
              <span className="typed">
                <code>{command}</code>
                <CopyButton text={command} label={`Copy ${command}`} />
              </span>
            )}
          </li>
        ))}
      </ol>
    )}
  </div>
);
