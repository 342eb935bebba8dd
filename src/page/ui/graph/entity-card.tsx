import { Ban, GitMerge, Link2, MessageSquareQuote, Pencil, Plus, Route as RouteIcon, Trash2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Seq } from "../../../kernel/base/ids.ts";
import type { ForbiddenPart, GraphFact } from "../../../kernel/memory/graph.ts";
import { isCurrent, kindWords } from "../../../kernel/memory/graph.ts";
import { forbiddenIn } from "../../../kernel/memory/graph-forbidden.ts";
import type { EntityCard, EntitySource, EntityTie } from "../../../kernel/memory/graph-view.ts";
import { useActions } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { IconButton } from "../parts/icon-button.tsx";
import { placeWords } from "../parts/place-words.ts";
import { RevealedText } from "../parts/revealed-text.tsx";
import { formatClock, formatCount } from "../parts/time.ts";
import { useAnswer } from "../parts/use-answer.ts";
import { WhyButton } from "../parts/why-button.tsx";
import { type EntityForm, EntityForms } from "./entity-forms.tsx";
import { useGraphChange } from "./use-graph-edit.ts";

const writers: Readonly<Record<EntitySource["by"], string>> = {
  agent: "the agent",
  person: "you",
  sample: "the sample",
  schedule: "by itself",
  undo: "an undo",
  branch: "the branch",
  checkpoint: "a checkpoint",
};

const Evidence = ({ text }: { readonly text: string | undefined }): ReactNode =>
  text !== undefined && (
    <q className="graph-evidence">
      <RevealedText text={text} />
    </q>
  );

/** Keeps agents from saying something, or lets them again. */
const BanButton = ({
  sentence,
  isForbidden,
  what,
}: {
  readonly sentence: string;
  readonly isForbidden: boolean;
  readonly what: ForbiddenPart;
}): ReactNode => {
  const change = useGraphChange();
  return (
    <IconButton
      label={`Forbid to agents: ${sentence}`}
      aria-pressed={isForbidden}
      icon={Ban}
      small
      iconSize={13}
      onClick={() => change([{ type: isForbidden ? "allow" : "forbid", what }])}
    />
  );
};

const forbiddenWord = <span className="graph-ban meta"> forbidden to agents</span>;

const Fact = ({
  fact,
  ban,
  isForbidden,
  onEnd,
}: {
  readonly fact: GraphFact;
  readonly ban: ReactNode;
  readonly isForbidden: boolean;
  readonly onEnd: (() => void) | undefined;
}): ReactNode => (
  <li className="graph-line-item" data-past={!isCurrent(fact)}>
    <span className="grow">
      <span className="dim">{kindWords(fact.key)}</span> <RevealedText text={fact.value} />
      {fact.superseded !== undefined && (
        <span className="meta">
          {" "}
          until {formatClock(fact.superseded.at)}
          {fact.superseded.by !== undefined && `, then ${fact.superseded.by}`}
        </span>
      )}
      {isForbidden && forbiddenWord}
      <Evidence text={fact.evidence} />
    </span>
    {ban}
    {onEnd !== undefined && isCurrent(fact) && (
      <IconButton label={`Take out: ${kindWords(fact.key)} ${fact.value}`} icon={X} small iconSize={13} onClick={onEnd} />
    )}
  </li>
);

const tieSentence = ({ direction, kind, otherLabel }: EntityTie, name: string): string =>
  direction === "out" ? `${kindWords(kind)} ${otherLabel}` : `${otherLabel} ${kindWords(kind)} ${name}`;

const endsOf = (
  { direction, kind, otherId }: EntityTie,
  id: string,
): readonly [from: string, { readonly kind: string; readonly to: string }] =>
  direction === "out" ? [id, { kind, to: otherId }] : [otherId, { kind, to: id }];

const Tie = ({
  tie,
  name,
  ban,
  isForbidden,
  onChoose,
  onEnd,
}: {
  readonly tie: EntityTie;
  readonly name: string;
  readonly ban: ReactNode;
  readonly isForbidden: boolean;
  readonly onChoose: (id: string) => void;
  readonly onEnd: (() => void) | undefined;
}): ReactNode => {
  const other = (
    <button type="button" className="link" onClick={() => onChoose(tie.otherId)}>
      <RevealedText text={tie.otherLabel} />
    </button>
  );
  const sentence = tieSentence(tie, name);
  return (
    <li className="graph-line-item" data-past={!isCurrent(tie)}>
      <span className="grow">
        {tie.direction === "out" ? (
          <>
            <span className="dim">{kindWords(tie.kind)}</span> {other}
          </>
        ) : (
          <>
            {other}{" "}
            <span className="dim">
              {kindWords(tie.kind)} {name}
            </span>
          </>
        )}
        {tie.superseded !== undefined && <span className="meta"> until {formatClock(tie.superseded.at)}</span>}
        {isForbidden && forbiddenWord}
        <Evidence text={tie.evidence} />
      </span>
      {ban}
      {onEnd !== undefined && isCurrent(tie) && (
        <IconButton label={`End: ${sentence}`} icon={X} small iconSize={13} onClick={onEnd} />
      )}
    </li>
  );
};

const Source = ({ source }: { readonly source: EntitySource }): ReactNode => {
  const { go } = useActions();
  const { sessionId } = source;
  const event = `event ${source.seq}`;
  return (
    <li className="graph-source">
      <span className="meta">
        {sessionId === undefined ? (
          event
        ) : (
          <button
            type="button"
            className="link"
            onClick={() => go({ type: "session", sessionId, tab: "timeline", focus: String(source.seq) })}
          >
            {event}
          </button>
        )}
        , {formatClock(source.at)}, by {writers[source.by]}
        {source.origins.length > 0 && `, from ${source.origins.map(placeWords).join(", ")}`}
      </span>
      <ul>
        {source.changes.map(({ sign, text }) => (
          <li key={`${sign}${text}`} className={sign === "+" ? "graph-added" : "graph-taken"}>
            {sign} <RevealedText text={text} />
          </li>
        ))}
      </ul>
    </li>
  );
};

/** Everything that is known of an entity, where it came from, and what can be done with it. */
export const EntityCardView = ({
  id,
  at,
  asOf,
  names,
  target,
  onChoose,
  onForm,
  onPath,
  onAsk,
}: {
  readonly id: string;
  /** Undefined: now, and it can be changed. */
  readonly at: Seq | undefined;
  readonly asOf: string;
  readonly names: readonly string[];
  readonly target: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  /** Which form is open: while it is a relation's, the next choice on the map is its other end. */
  readonly onForm: (form: EntityForm | undefined) => void;
  readonly onPath: () => void;
  readonly onAsk: (card: EntityCard) => void;
}): ReactNode => {
  const asked = useAnswer({ type: "read-entity", id, ...(at === undefined ? {} : { at }) }, `${id} ${asOf}`);
  const [form, setForm] = useState<EntityForm>();
  const [removing, setRemoving] = useState(false);
  const change = useGraphChange();
  const open = (next: EntityForm | undefined): void => {
    setForm(next);
    onForm(next);
  };
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="meta late graph-note">Reading what is known…</p>;
  const card = asked.value;
  const forbidden = forbiddenIn(card.forbidden);
  const canEdit = at === undefined;
  const tool = (label: string, next: EntityForm, icon: typeof Plus): ReactNode => (
    <IconButton
      label={label}
      icon={icon}
      small
      iconSize={14}
      aria-expanded={form === next}
      onClick={() => open(form === next ? undefined : next)}
    />
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="graph-card" aria-label={card.label} tabIndex={0}>
      <header>
        <h2>
          <RevealedText text={card.label} />
        </h2>
        <span className="meta grow">
          {card.isKnown ? kindWords(card.kind) : "only spoken of"}
          {forbidden.entity(card.id) && forbiddenWord}
        </span>
        <IconButton label="Close" icon={X} small iconSize={14} onClick={() => onChoose(undefined)} />
      </header>
      {card.aliases.length > 0 && <p className="meta">Also {card.aliases.join(", ")}</p>}
      <div className="graph-acts">
        <IconButton label="Ask about this" icon={MessageSquareQuote} small iconSize={14} onClick={() => onAsk(card)} />
        {canEdit && card.isKnown && <WhyButton subject={{ type: "entity", id: card.id }} of={card.label} />}
        <IconButton label="Find a path to another" icon={RouteIcon} small iconSize={14} onClick={onPath} />
        {canEdit && tool("Add a fact", "fact", Plus)}
        {canEdit && tool("Draw a relation", "relation", Link2)}
        {canEdit && card.isKnown && tool("Merge with another name", "merge", GitMerge)}
        {canEdit && tool("Change name and kind", "rename", Pencil)}
        {canEdit && (
          <BanButton sentence={card.label} isForbidden={forbidden.entity(card.id)} what={{ type: "entity", entity: card.id }} />
        )}
        {canEdit && card.isKnown && (
          <IconButton label="Remove" icon={Trash2} small iconSize={14} onClick={() => setRemoving(true)} />
        )}
      </div>
      {form !== undefined && canEdit && (
        <EntityForms form={form} entity={card} names={names} target={target} onDone={() => open(undefined)} />
      )}
      {card.facts.length > 0 && (
        <>
          <h3>{formatCount(card.facts.filter(isCurrent).length, "fact", "facts")}</h3>
          <ul aria-label="Facts">
            {card.facts.map((fact) => (
              <Fact
                key={`${fact.key} ${fact.from} ${fact.value}`}
                fact={fact}
                isForbidden={forbidden.fact(card.id, fact)}
                ban={
                  canEdit &&
                  isCurrent(fact) && (
                    <>
                      <WhyButton
                        subject={{ type: "fact", id: card.id, key: fact.key, value: fact.value }}
                        of={`${kindWords(fact.key)} ${fact.value}`}
                      />
                      <BanButton
                        sentence={`${kindWords(fact.key)} ${fact.value}`}
                        isForbidden={forbidden.fact(card.id, fact)}
                        what={{ type: "fact", entity: card.id, key: fact.key, value: fact.value }}
                      />
                    </>
                  )
                }
                onEnd={canEdit ? () => change([{ type: "end-fact", entity: card.id, key: fact.key }]) : undefined}
              />
            ))}
          </ul>
        </>
      )}
      {card.ties.length > 0 && (
        <>
          <h3>{formatCount(card.ties.filter(isCurrent).length, "relation", "relations")}</h3>
          <ul aria-label="Relations">
            {card.ties.map((tie) => (
              <Tie
                key={`${tie.direction} ${tie.kind} ${tie.otherId} ${tie.from}`}
                tie={tie}
                name={card.label}
                isForbidden={forbidden.relation(...endsOf(tie, card.id))}
                ban={
                  canEdit &&
                  isCurrent(tie) && (
                    <>
                      <WhyButton
                        subject={{ type: "relation", from: endsOf(tie, card.id)[0], ...endsOf(tie, card.id)[1] }}
                        of={tieSentence(tie, card.label)}
                      />
                      <BanButton
                        sentence={tieSentence(tie, card.label)}
                        isForbidden={forbidden.relation(...endsOf(tie, card.id))}
                        what={{ type: "relation", from: endsOf(tie, card.id)[0], ...endsOf(tie, card.id)[1] }}
                      />
                    </>
                  )
                }
                onChoose={onChoose}
                onEnd={
                  canEdit
                    ? () =>
                        change([
                          tie.direction === "out"
                            ? { type: "end-relation", from: card.id, kind: tie.kind, to: tie.otherId }
                            : { type: "end-relation", from: tie.otherId, kind: tie.kind, to: card.id },
                        ])
                    : undefined
                }
              />
            ))}
          </ul>
        </>
      )}
      {card.memories.length > 0 && (
        <>
          <h3>{formatCount(card.memories.length, "memory names it", "memories name it")}</h3>
          <ul aria-label="Memories that name it">
            {card.memories.map(({ memoryId, outdated, text }) => (
              <li key={memoryId} className="graph-line-item">
                <span className="grow">
                  <RevealedText text={text} />
                  {outdated !== undefined && (
                    <span className="graph-ban meta"> Review: the graph says no longer “{outdated}”.</span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {card.sources.length > 0 && (
        <>
          <h3>Where it comes from</h3>
          <ul aria-label="Where it comes from">
            {card.sources.map((source) => (
              <Source key={source.seq} source={source} />
            ))}
          </ul>
        </>
      )}
      <ConfirmDialog
        title={`Remove ${card.label}?`}
        text={`Its facts and every relation to it leave the graph. The log keeps what they were, and Undo brings them back.`}
        confirm="Remove"
        open={removing}
        onClose={() => setRemoving(false)}
        onConfirm={() => {
          change([{ type: "remove-entity", entity: card.id }]);
          onChoose(undefined);
        }}
      />
    </section>
  );
};
