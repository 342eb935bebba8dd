import { type ReactNode, useState } from "react";
import type { ForgetPlan, ForgetSource, SourceItem } from "../../../kernel/log/forget-source.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { fromWords, placeWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { useTurnLast } from "../parts/use-turn-last.ts";

const openSession = ({ session }: AppState) => session?.sessionId;
const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;

const kinds: Readonly<Record<SourceItem["kind"], string>> = {
  memory: "memory",
  entity: "entity, with all that is known of it",
  fact: "fact",
  relation: "relation",
  value: "value of the state",
  file: "file",
};

const titleOf = (source: ForgetSource): string => {
  if (source.type === "origin") return `Forget what came from ${placeWords(source.origin)}?`;
  return source.type === "run" ? "Forget what this run kept?" : "Forget what came of this message?";
};

/** A file goes only where that is chosen: it may be the person's own work by now. */
const isChosenAtFirst = ({ isAlone, kind }: SourceItem): boolean => isAlone && kind !== "file";

const Item = ({
  item,
  isChosen,
  onChoose,
}: {
  readonly item: SourceItem;
  readonly isChosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
}): ReactNode => (
  <li>
    <label>
      <input type="checkbox" checked={isChosen} onChange={(event) => onChoose(event.target.checked)} />
      <span>
        <RevealedText text={item.title} />{" "}
        <span className="meta">
          {kinds[item.kind]}
          {item.others.length > 0 && `, ${fromWords(item.others).toLowerCase()} too`}
        </span>
      </span>
    </label>
  </li>
);

const Items = ({
  title,
  items,
  chosen,
  onChoose,
}: {
  readonly title: string;
  readonly items: readonly SourceItem[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (key: string, chosen: boolean) => void;
}): ReactNode =>
  items.length > 0 && (
    <section>
      <h3>
        {title} <span className="meta">{formatCount(items.length, "thing", "things")}</span>
      </h3>
      <ul>
        {items.map((item) => (
          <Item
            key={item.key}
            item={item}
            isChosen={chosen.has(item.key)}
            onChoose={(isChosen) => onChoose(item.key, isChosen)}
          />
        ))}
      </ul>
    </section>
  );

const Choice = ({
  plan,
  source,
  onClose,
}: {
  readonly plan: ForgetPlan;
  readonly source: ForgetSource;
  readonly onClose: () => void;
}): ReactNode => {
  const { send, notify } = useActions();
  const { tell } = useTurnLast();
  const sessionId = useApp(openSession);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(plan.items.filter(isChosenAtFirst).map(({ key }) => key)),
  );
  const choose = (key: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(key);
    else next.delete(key);
    setChosen(next);
  };
  const forget = async (): Promise<void> => {
    const about = sessionId === undefined ? {} : { sessionId };
    const done = await send({ type: "forget-source", source, keys: [...chosen], ...about });
    onClose();
    if (!done.ok) return notify({ tone: "error", text: done.error.message });
    const { effectId, items } = done.value;
    if (effectId === undefined) notify({ tone: "info", text: "None of it was there any more. Nothing was changed." });
    else tell(`Forgotten: ${formatCount(items, "thing", "things")}.`, effectId, "Undo");
  };
  const [alone, shared] = [plan.items.filter(({ isAlone }) => isAlone), plan.items.filter(({ isAlone }) => !isAlone)];
  return (
    <>
      {plan.items.length === 0 && <p>Nothing in the memory, the graph, the state or the files came from there.</p>}
      <div className="why-forget">
        <Items title="Came from there alone" items={alone} chosen={chosen} onChoose={choose} />
        <Items title="Has other sources too" items={shared} chosen={chosen} onChoose={choose} />
      </div>
      <div className="acts">
        <Button onClick={onClose}>Keep everything</Button>
        <Button tone="danger" disabled={chosen.size === 0} onClick={() => void forget()}>
          Forget {formatCount(chosen.size, "thing", "things")}
        </Button>
      </div>
    </>
  );
};

/** Everything that came from a source, to be forgotten together. Nothing goes that was not listed and chosen. */
export const ForgetSourceDialog = ({
  source,
  onClose,
}: {
  readonly source: ForgetSource;
  readonly onClose: () => void;
}): ReactNode => {
  const lastSeq = useApp(lastSeqOf);
  const asked = useAnswer({ type: "plan-forget-source", source }, `${JSON.stringify(source)} ${lastSeq}`);
  return (
    <Dialog
      title={titleOf(source)}
      description="Memories go into the bin, and no agent can remember them again by itself. Facts leave the graph. A file becomes what it was before, or goes. Conversations stay as they are, and all of it can be undone."
      open
      onOpenChange={(open) => !open && onClose()}
    >
      {asked.status === "failed" && <AskedFailure asked={asked} />}
      {asked.status === "loading" && <p className="meta late">Looking through the workspace…</p>}
      {asked.status === "ready" && <Choice key={asked.key} plan={asked.value} source={source} onClose={onClose} />}
    </Dialog>
  );
};
