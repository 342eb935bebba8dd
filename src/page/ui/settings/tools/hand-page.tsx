import "../settings.css";
import "./hand.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CallId } from "../../../../kernel/base/ids.ts";
import type { JsonObject } from "../../../../kernel/base/json.ts";
import type { ToolCard } from "../../../../kernel/tools/tool-card.ts";
import type { AppState } from "../../../store/app-state.ts";
import { hashFromRoute } from "../../../store/route.ts";
import { useApp } from "../../../store/use-app.ts";
import { handSession } from "../../../store/views/hand-session.ts";
import { AskedFailure } from "../../parts/asked-failure.tsx";
import { useAnswer } from "../../parts/use-answer.ts";
import { ToolForm } from "./tool-form.tsx";
import { callCount } from "./tool-statistics-view.tsx";

/** Counts change with every call that is settled; the newest moment of any session stands for them. */
const newestOf = ({ workspace }: AppState): number =>
  workspace?.sessions.reduce((newest, { updatedAt }) => Math.max(newest, updatedAt), 0) ?? 0;

const handSessionIdOf = (state: AppState) => handSession(state)?.sessionId;

/** The newest call of the session of calls by hand, once that session is the open one. */
const newestCallOf = (state: AppState): CallId | undefined => {
  const { session } = state;
  if (session === undefined || session.sessionId !== handSession(state)?.sessionId) return undefined;
  const items = session.turns.get(session.turnKeys.at(-1) ?? "")?.items ?? [];
  const item = items.findLast(({ type }) => type === "call");
  return item?.type === "call" ? item.callId : undefined;
};

const ToolList = ({ tools, chosen }: { readonly tools: readonly ToolCard[]; readonly chosen: string }): ReactNode => {
  const list = useRef<HTMLElement>(null);
  // A narrow page shows a few of them at a time.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the chosen tool
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen]);
  return (
    <nav className="sub" aria-label="Tools" ref={list}>
      <p className="title" aria-hidden="true">
        Tools
      </p>
      {tools.map(({ name, statistics }) => (
        <a key={name} href={hashFromRoute({ type: "tools", tool: name })} aria-current={name === chosen ? "page" : undefined}>
          <span className="mono grow">{name}</span>
          <small className="num">{callCount(statistics)}</small>
        </a>
      ))}
    </nav>
  );
};

const Result = ({ call }: { readonly call: (callId: CallId) => ReactNode }): ReactNode => {
  const callId = useApp(newestCallOf);
  const sessionId = useApp(handSessionIdOf);
  if (callId === undefined || sessionId === undefined) return null;
  return (
    <section className="result" aria-label="Last call by hand">
      <h2 className="title section">Last call by hand</h2>
      {call(callId)}
      <a className="link" href={hashFromRoute({ type: "session", sessionId })}>
        All calls by hand
      </a>
    </section>
  );
};

/** Every tool with what the log says of it, and a form to call it: through the same rules, limits and log as the agent. */
export const HandPage = ({
  tool: asked,
  call,
}: {
  readonly tool: string | undefined;
  readonly call: (callId: CallId) => ReactNode;
}): ReactNode => {
  const newest = useApp(newestOf);
  const listed = useAnswer({ type: "list-tools" }, String(newest));
  const [inputs, setInputs] = useState<Readonly<Record<string, JsonObject>>>({});
  if (listed.status === "failed") return <AskedFailure asked={listed} />;
  if (listed.status === "loading") return <p className="opening dim">Reading the log…</p>;
  const { tools } = listed.value;
  const tool = asked === undefined ? tools[0] : tools.find(({ name }) => name === asked);
  return (
    <div className="settings hand">
      <ToolList tools={tools} chosen={tool?.name ?? ""} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className="form" aria-label={tool?.name ?? "Tool"} tabIndex={0}>
        {tool === undefined ? (
          <>
            <h1 className="page-title">There is no such tool</h1>
            <p className="lead">Its name may have changed. Choose another one; nothing was called.</p>
          </>
        ) : (
          <ToolForm
            key={tool.name}
            tool={tool}
            input={inputs[tool.name] ?? {}}
            onChange={(input) => setInputs((before) => ({ ...before, [tool.name]: input }))}
          />
        )}
        <Result call={call} />
      </section>
    </div>
  );
};
