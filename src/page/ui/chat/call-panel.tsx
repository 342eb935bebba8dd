import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { contentHash } from "../../../kernel/files/file.ts";
import type { LogEntry } from "../../../kernel/log/log-entry.ts";
import type { CallView, SessionView } from "../../store/session-view.ts";
import { shownSession, useApp } from "../../store/use-app.ts";
import { entryAt } from "../../store/views/entry-at.ts";
import { CappedText } from "../parts/capped-text.tsx";
import { DiffView } from "../parts/diff-view.tsx";
import { formatDuration } from "../parts/time.ts";
import { SaidPictures } from "./said-pictures.tsx";
import { WholeOutput } from "./whole-output.tsx";
import { consequence, receipt, statusWord } from "./wording.ts";

type PanelTab = "Summary" | "Input" | "Output" | "Effects" | "Raw";
const tabs: readonly PanelTab[] = ["Summary", "Input", "Output", "Effects", "Raw"];

const settledSeq = (call: CallView): number | undefined => ("settledSeq" in call ? call.settledSeq : undefined);

const Summary = ({ call }: { readonly call: CallView }): ReactNode => {
  const asked = "approval" in call && call.approval !== undefined ? receipt(call.approval) : undefined;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Tool", call.tool],
    ["State", statusWord(call) || "done"],
    ["Took", "durationMs" in call ? formatDuration(call.durationMs) : undefined],
    ["Turn", String(call.turn)],
    ["Decision", asked],
    ["Result", consequence(call)],
  ];
  return (
    <dl className="kv">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
};

const Output = ({ call }: { readonly call: CallView }): ReactNode => {
  if (call.status === "failed") return <CappedText text={call.failure.message} />;
  if (call.status !== "done") return <p className="nothing">{consequence(call) ?? "There is no result yet."}</p>;
  if (call.output.text === "") return <p className="nothing">Completed, returned nothing.</p>;
  const { artifact, pictures, text } = call.output;
  if (pictures !== undefined) {
    return (
      <>
        <CappedText text={text} />
        <SaidPictures pictures={pictures} />
      </>
    );
  }
  if (artifact === undefined) return <CappedText text={text} />;
  return (
    <WholeOutput artifact={artifact}>
      <CappedText text={text} />
    </WholeOutput>
  );
};

const Effects = ({ call }: { readonly call: CallView }): ReactNode => {
  const files = call.status === "done" ? (call.effect?.files ?? []) : [];
  if (files.length === 0) return <p className="nothing">It changed nothing.</p>;
  return files.map(({ path, before, after }) => (
    <DiffView
      key={path}
      path={path}
      before={contentHash(before)}
      after={contentHash(after)}
      during={`event ${settledSeq(call) ?? call.requestedSeq}`}
    />
  ));
};

const entriesOf = (session: SessionView | undefined, call: CallView): readonly LogEntry[] =>
  session === undefined ? [] : [call.requestedSeq, settledSeq(call)].flatMap((seq) => entryAt(session.entries, seq) ?? []);

const Raw = ({ call }: { readonly call: CallView }): ReactNode => {
  const session = useApp(shownSession);
  return (
    <CappedText
      text={entriesOf(session, call)
        .map((entry) => JSON.stringify(entry, null, 2))
        .join("\n")}
    />
  );
};

const panels: Readonly<Record<PanelTab, (props: { readonly call: CallView }) => ReactNode>> = {
  Summary,
  Input: ({ call }) => <CappedText text={JSON.stringify(call.input, null, 2)} />,
  Output,
  Effects,
  Raw,
};

/** Everything about one call. Opens on what matters first: its effects, else its output. */
export const CallPanel = ({ call }: { readonly call: CallView }): ReactNode => {
  const hasEffects = call.status === "done" && (call.effect?.files.length ?? 0) > 0;
  const settled = settledSeq(call);
  return (
    <Tabs.Root className="panel" defaultValue={hasEffects ? "Effects" : settled === undefined ? "Input" : "Output"}>
      <Tabs.List className="ptabs" aria-label="About this call">
        {tabs.map((tab) => (
          <Tabs.Trigger key={tab} value={tab}>
            {tab}
          </Tabs.Trigger>
        ))}
        <span className="grow" />
        <span className="meta">event {settled ?? call.requestedSeq}</span>
      </Tabs.List>
      {tabs.map((tab) => {
        const Panel = panels[tab];
        return (
          <Tabs.Content key={tab} value={tab} className="pbody">
            <Panel call={call} />
          </Tabs.Content>
        );
      })}
    </Tabs.Root>
  );
};
