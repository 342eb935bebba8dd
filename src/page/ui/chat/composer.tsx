import { ArrowUp, Square } from "lucide-react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { RunId } from "../../../kernel/base/ids.ts";
import type { Reference } from "../../../kernel/conversation/message.ts";
import type { Delivery } from "../../../kernel/conversation/waiting.ts";
import { presetOf } from "../../../kernel/model/endpoint-presets.ts";
import type { AppState } from "../../store/app-state.ts";
import type { Attachment } from "../../store/pictures/attachment.ts";
import { attachmentsOf } from "../../store/pictures/attachments.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { openRow } from "../../store/views/answering-model.ts";
import { lastEditable } from "../../store/views/last-said.ts";
import { looksLikeKey } from "../../store/views/looks-like-key.ts";
import { pausedRun } from "../../store/views/paused-run.ts";
import { readKey } from "../../store/views/read-key.ts";
import { type SendMode, sendMode } from "../../store/views/send-mode.ts";
import { Button } from "../parts/button.tsx";
import { useFocusHandOver } from "../parts/focus-message.ts";
import { Icon } from "../parts/icon.tsx";
import { AskedAbout } from "./asked-about.tsx";
import { AttachButton } from "./attach-button.tsx";
import { AttachedPictures } from "./attached-pictures.tsx";
import { FormatChip } from "./format-chip.tsx";
import { GuardChip } from "./guard-chip.tsx";
import { ModeSelect } from "./mode-select.tsx";
import { ModelChip } from "./model-chip.tsx";
import { type PastedKey, PastedKeyNote } from "./pasted-key.tsx";
import { PlanBar } from "./plan-bar.tsx";
import { StepToggle } from "./step-toggle.tsx";

const maxLines = 8;
const none: readonly Attachment[] = [];
const noReferences: readonly Reference[] = [];

const runToStop = (state: AppState): RunId | undefined => {
  const run = state.session?.run;
  return run?.status === "running" || run?.status === "waiting" ? run.runId : pausedRun(state);
};

const KeyWarning = ({ onSend, onKeep }: { readonly onSend: () => void; readonly onKeep: () => void }): ReactNode => (
  <div className="ask" role="alert">
    <p>This looks like an API key. Sent as a message, it goes to the model and stays in the log.</p>
    <div className="row">
      <Button onClick={onSend}>Send anyway</Button>
      <Button onClick={onKeep}>Keep editing</Button>
      <a className="link" href={hashFromRoute({ type: "settings", page: "model" })}>
        Keys belong in Settings
      </a>
    </div>
  </div>
);

/** Grows with what is written, to eight lines; from there it scrolls. */
const useGrowingHeight = (text: string) => {
  const box = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    const line = Number.parseFloat(getComputedStyle(area).lineHeight) || 24;
    area.style.height = `${Math.min(area.scrollHeight, line * maxLines + 15)}px`;
  }, [text]);
  return box;
};

const StopRun = ({ runId }: { readonly runId: RunId }): ReactNode => {
  const { send, notify } = useActions();
  const [asked, setAsked] = useState<RunId>();
  const button = useFocusHandOver<HTMLButtonElement>();
  const stop = (): void => {
    if (asked === runId) return;
    setAsked(runId);
    void send({ type: "stop-run", runId }).then((answer) => {
      if (answer.ok) return;
      setAsked(undefined);
      notify({ tone: "error", text: answer.error.message });
    });
  };
  return (
    <Button ref={button} tone="quiet" large onClick={stop} aria-disabled={asked === runId}>
      <Icon of={Square} size={13} /> {asked === runId ? "Stopping…" : "Stop"}
    </Button>
  );
};

const StopButton = (): ReactNode => {
  const runId = useApp(runToStop);
  return runId === undefined ? null : <StopRun runId={runId} />;
};

/** The preset of a session's own model: its key is asked for, not the default one's. */
const ownPresetOf = (state: AppState): string => {
  const model = openRow(state)?.model;
  return model === undefined ? "" : (presetOf(model)?.id ?? "");
};

/** What stands in place of Send while no key for the chosen model is held. */
const KeyChoices = (): ReactNode => {
  const { send, notify } = useActions();
  const own = useApp(openRow);
  const preset = useApp(ownPresetOf);
  const withoutKey = async (): Promise<void> => {
    const choice = { provider: "demo" } as const;
    const answer = await send(
      own?.model === undefined
        ? { type: "choose-model", choice }
        : { type: "choose-session-model", sessionId: own.sessionId, choice },
    );
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  const button = useFocusHandOver<HTMLButtonElement>();
  return (
    <>
      <Button ref={button} tone="quiet" large onClick={() => void withoutKey()}>
        Try without a key
      </Button>
      <a className="btn pri lg" href={hashFromRoute({ type: "settings", page: "model", ...(preset === "" ? {} : { preset }) })}>
        Add key
      </a>
    </>
  );
};

const sendWords: Readonly<Record<Exclude<SendMode, "add-key">, string>> = { send: "Send", steer: "Steer", queue: "Queue" };

/** Where a message is written. While a run goes on it steers the run. */
export const Composer = ({ onSend }: { readonly onSend: () => void }): ReactNode => {
  const { say, setDraft, attach, setEditing } = useActions();
  const editable = useApp(lastEditable);
  const sessionId = useApp((state) => state.session?.sessionId);
  const text = useApp((state) => (state.session === undefined ? "" : (state.drafts[state.session.sessionId] ?? "")));
  const attachments = useApp((state) => (state.session === undefined ? none : attachmentsOf(state, state.session.sessionId)));
  const about = useApp((state) => state.references[state.session?.sessionId ?? ""] ?? noReferences);
  const mode = useApp(sendMode);
  const [warned, setWarned] = useState<Delivery>();
  const [pasted, setPasted] = useState<PastedKey>();
  const box = useGrowingHeight(text);
  const empty = text.trim() === "" && attachments.length === 0;
  const preparing = attachments.some(({ status }) => status === "preparing");

  const sendNow = (delivery: Delivery = "steer"): void => {
    setWarned(undefined);
    if (empty || preparing || sessionId === undefined) return;
    // Nothing appears in the transcript when a message waits.
    if (mode !== "queue" && delivery === "steer") onSend();
    void say(text, sessionId, attachments, delivery);
  };
  const submit = (event: SyntheticEvent, delivery: Delivery = "steer"): void => {
    event.preventDefault();
    if (mode === "add-key") return;
    if (looksLikeKey(text)) setWarned(delivery);
    else sendNow(delivery);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, Enter chooses a word; keyCode 229 says so in Safari.
    if (event.key === "ArrowUp" && empty && editable !== undefined) {
      event.preventDefault();
      return setEditing(editable);
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    submit(event, mode === "steer" && event.altKey ? "later" : "steer");
  };
  const take = (files: readonly File[]): void => {
    if (sessionId !== undefined && files.length > 0) void attach(sessionId, files);
  };
  /**
   * A key goes where keys belong; a picture is attached. A copied table or text often brings its picture along; then it is the
   * text that is meant.
   */
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const { files, types } = event.clipboardData;
    const read = readKey(event.clipboardData.getData("text"));
    // Only what begins as the keys of a known provider do, and is nothing else.
    if (read.status === "key" && read.owners.length > 0 && looksLikeKey(read.key)) {
      event.preventDefault();
      return setPasted({ key: read.key, owners: read.owners });
    }
    if (files.length === 0 || types.includes("text/plain")) return;
    event.preventDefault();
    take([...files]);
  };
  return (
    <form className="comp" onSubmit={(event) => submit(event)}>
      <PlanBar onSend={onSend} />
      {pasted !== undefined && <PastedKeyNote pasted={pasted} onClose={() => setPasted(undefined)} />}
      {warned !== undefined && <KeyWarning onSend={() => sendNow(warned)} onKeep={() => setWarned(undefined)} />}
      <AskedAbout about={about} sessionId={sessionId} />
      {sessionId !== undefined && <AttachedPictures sessionId={sessionId} attachments={attachments} />}
      <textarea
        ref={box}
        aria-label="Message"
        id="message"
        rows={1}
        dir="auto"
        placeholder={mode === "steer" ? "Steer this run" : "Message"}
        value={text}
        disabled={sessionId === undefined}
        onChange={(event) => sessionId !== undefined && setDraft(sessionId, event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {mode === "queue" && <p className="hint">Offline. A message is kept here and is not sent by itself.</p>}
      <div className="cb">
        <AttachButton onFiles={take} />
        <span className="runas">
          Run as <b>Agent</b>
        </span>
        <ModeSelect />
        <StepToggle />
        <ModelChip />
        <FormatChip />
        <GuardChip />
        <span className="grow" />
        <StopButton />
        {mode === "add-key" ? (
          <KeyChoices />
        ) : (
          <>
            {mode === "steer" && (
              <Button large disabled={empty || preparing} onClick={(event) => submit(event, "later")}>
                Later
              </Button>
            )}
            <Button type="submit" tone="primary" large disabled={empty || preparing}>
              {sendWords[mode]} <Icon of={ArrowUp} size={15} />
            </Button>
          </>
        )}
      </div>
    </form>
  );
};
