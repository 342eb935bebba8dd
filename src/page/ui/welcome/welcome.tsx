import { ArrowRight, Cpu, KeyRound, type LucideIcon, Play } from "lucide-react";
import { useState } from "react";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { Icon } from "../parts/icon.tsx";
import { Logo } from "../parts/logo.tsx";
import { Plate } from "./plate.tsx";
import "./welcome.css";

interface ChoiceProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly says: string;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

const Choice = ({ icon, name, says, disabled = false, onChoose }: ChoiceProps) => (
  <button type="button" className="choice" disabled={disabled} aria-label={name} aria-description={says} onClick={onChoose}>
    <Icon of={icon} size={18} className="live" />
    <span className="grow">
      <b>{name}</b>
      <small>{says}</small>
    </span>
    <Icon of={ArrowRight} className="dim" />
  </button>
);

const isReady = (state: AppState): boolean => state.workspace !== undefined && state.connection.status === "ready";

/** The first page: three ways in, side by side, and the plate that teaches the marks. */
export const Welcome = () => {
  const { say, go, send, notify } = useActions();
  const ready = useApp(isReady);
  const isDemo = useApp(({ workspace }) => workspace?.model.provider === "demo");
  const [starting, setStarting] = useState(false);
  const watch = async (): Promise<void> => {
    setStarting(true);
    // The button promises the Demo model, whichever was chosen before.
    const chosen = isDemo ? undefined : await send({ type: "choose-model", choice: { provider: "demo" } });
    if (chosen === undefined || chosen.ok) await say("Show me around");
    else notify({ tone: "error", text: chosen.error.message });
    setStarting(false);
  };
  return (
    <div className="wel">
      <div className="wl">
        <Logo size={36} />
        <h1 className="wh">An agent you can see through.</h1>
        <p className="lead">Give it a task. Watch every thought, file and question. Replay it, and undo what you do not want.</p>
        <div className="choices">
          <Choice
            icon={Play}
            name="Watch it work"
            says="A scripted demo model, about half a minute. No key."
            disabled={!ready || starting}
            onChoose={() => void watch()}
          />
          <Choice
            icon={KeyRound}
            name="Paste a key"
            says="Anthropic, OpenAI or any compatible provider."
            onChoose={() => go({ type: "settings", page: "model", preset: "key" })}
          />
          <Choice
            icon={Cpu}
            name="Local model"
            says="One that runs on this machine, offline too."
            onChoose={() => go({ type: "settings", page: "model", preset: "local" })}
          />
        </div>
        <p className="dim">Runs in this tab. Your key goes only to the provider.</p>
      </div>
      <div className="wr">
        <Plate />
      </div>
    </div>
  );
};
