import { ArrowDown, ArrowUp, GripVertical, Pencil, Trash2 } from "lucide-react";
import { type DragEvent, type ReactNode, useState } from "react";
import type { RuleId } from "../../../../kernel/base/ids.ts";
import type { Rule, RuleHits } from "../../../../kernel/rules/rule.ts";
import { hashFromRoute } from "../../../store/route.ts";
import { Chip } from "../../parts/chip.tsx";
import { Icon } from "../../parts/icon.tsx";
import { IconButton } from "../../parts/icon-button.tsx";
import { askedIn, decisionWords, hitWords, madeWords, scopeWords } from "./rule-words.ts";

interface RuleListProps {
  readonly rules: readonly Rule[];
  readonly hits: Readonly<Record<string, RuleHits>>;
  readonly titles: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onToggle: (rule: Rule) => void;
  readonly onEdit: (rule: Rule) => void;
  readonly onRemove: (rule: Rule) => void;
  readonly onOrder: (ruleIds: readonly RuleId[]) => void;
}

/** The ids with one of them moved to another place. */
export const movedTo = (ids: readonly RuleId[], id: RuleId, place: number): readonly RuleId[] => {
  const others = ids.filter((one) => one !== id);
  return [...others.slice(0, Math.max(0, place)), id, ...others.slice(Math.max(0, place))];
};

const RuleRow = ({
  rule,
  place,
  list,
  drag,
}: {
  readonly rule: Rule;
  readonly place: number;
  readonly list: RuleListProps;
  readonly drag: ReactNode;
}) => {
  const { word, mark } = decisionWords[rule.decision];
  const asked = askedIn(rule, list.titles);
  const ids = list.rules.map(({ ruleId }) => ruleId);
  const move = (to: number): void => list.onOrder(movedTo(ids, rule.ruleId, to));
  return (
    <>
      {drag}
      <input
        type="checkbox"
        className="tick"
        aria-label={`On: ${rule.sentence}`}
        checked={rule.isOff !== true}
        onChange={() => list.onToggle(rule)}
      />
      <Chip kind={mark}>{word}</Chip>
      <span className="grow rule-text">
        <span dir="auto">{rule.sentence}</span>
        <small>
          {[scopeWords(rule, list.titles, list.now), madeWords(rule), hitWords(list.hits[rule.ruleId])].join(" · ")}
          {asked !== undefined && (
            <>
              {" · "}
              <a className="link" href={hashFromRoute({ type: "session", sessionId: asked, tab: "audit" })}>
                See the question
              </a>
            </>
          )}
        </small>
      </span>
      <span className="row rule-acts">
        <IconButton
          small
          icon={ArrowUp}
          label={`Move up: ${rule.sentence}`}
          disabled={place === 0}
          onClick={() => move(place - 1)}
        />
        <IconButton
          small
          icon={ArrowDown}
          label={`Move down: ${rule.sentence}`}
          disabled={place === ids.length - 1}
          onClick={() => move(place + 1)}
        />
        <IconButton small icon={Pencil} label={`Edit: ${rule.sentence}`} onClick={() => list.onEdit(rule)} />
        <IconButton small icon={Trash2} label={`Remove: ${rule.sentence}`} onClick={() => list.onRemove(rule)} />
      </span>
    </>
  );
};

/** The rules in the order in which they are asked. A row is moved with its buttons, or dragged by its handle. */
export const RuleList = (props: RuleListProps): ReactNode => {
  const [dragged, setDragged] = useState<RuleId>();
  const [over, setOver] = useState<number>();
  const drop = (event: DragEvent, place: number): void => {
    event.preventDefault();
    const ids = props.rules.map(({ ruleId }) => ruleId);
    if (dragged !== undefined && ids[place] !== dragged) props.onOrder(movedTo(ids, dragged, place));
    setDragged(undefined);
    setOver(undefined);
  };
  return (
    <ol className="rules rule-list" aria-label="Your rules, in the order in which they are asked">
      {props.rules.map((rule, place) => (
        <li
          key={rule.ruleId}
          data-off={rule.isOff === true ? "" : undefined}
          data-over={over === place && dragged !== rule.ruleId ? "" : undefined}
          onDragOver={(event) => {
            if (dragged === undefined) return;
            event.preventDefault();
            setOver(place);
          }}
          onDrop={(event) => drop(event, place)}
        >
          <RuleRow
            rule={rule}
            place={place}
            list={props}
            drag={
              <span
                className="grip"
                aria-hidden="true"
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = "move";
                  event.dataTransfer.setData("text/plain", rule.sentence);
                  setDragged(rule.ruleId);
                }}
                onDragEnd={() => {
                  setDragged(undefined);
                  setOver(undefined);
                }}
              >
                <Icon of={GripVertical} size={14} />
              </span>
            }
          />
        </li>
      ))}
    </ol>
  );
};
