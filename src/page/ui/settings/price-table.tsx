import { type ReactNode, useState } from "react";
import type { WorkspaceSnapshot } from "../../../kernel/log/workspace-snapshot.ts";
import { parseEndpoint } from "../../../kernel/model/endpoint.ts";
import { isRemote, modelName, type RemoteChoice } from "../../../kernel/model/model.ts";
import { type Price, type PriceDraft, priceFor, priceKey } from "../../../kernel/model/price.ts";
import { useActions } from "../../store/use-app.ts";
import { AskedFailure } from "../parts/asked-failure.tsx";
import { Button } from "../parts/button.tsx";
import { FindField } from "../parts/find-field.tsx";
import { useAnswer } from "../parts/use-answer.ts";
import { PriceForm } from "./price-form.tsx";

const shownAtFirst = 8;

const hostOf = (origin: string): string => (origin === "any" ? "any provider" : origin.replace(/^https?:\/\//u, ""));
const rate = (value: number): string =>
  `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 })}`;

/** Everything about a price in two lines. */
const ratesText = ({ rates, longPrompt }: Price): string => {
  const { input, output, cacheRead, cacheWrite, cacheWriteLong } = rates;
  const parts = [`${rate(input)} in`, `${rate(output)} out`, `${rate(cacheRead)} cache read`, `${rate(cacheWrite)} cache write`];
  if (cacheWriteLong !== cacheWrite) parts.push(`${rate(cacheWriteLong)} kept an hour`);
  if (longPrompt !== undefined)
    parts.push(`over ${longPrompt.overTokens.toLocaleString("en-US")} tokens ×${longPrompt.input} in, ×${longPrompt.output} out`);
  return parts.join(" · ");
};

/** The models that are chosen somewhere, each once. */
const modelsInUse = ({ model, sessions }: Pick<WorkspaceSnapshot, "model" | "sessions">): readonly RemoteChoice[] => {
  const byKey = new Map<string, RemoteChoice>();
  for (const choice of [model, ...sessions.map((row) => row.model)]) {
    if (choice !== undefined && isRemote(choice)) byKey.set(`${choice.baseUrl} ${choice.model}`, choice);
  }
  return [...byKey.values()];
};

const originOf = ({ baseUrl }: RemoteChoice): string => {
  const endpoint = parseEndpoint(baseUrl);
  return endpoint.ok ? endpoint.value.origin : "any";
};

/** What is being written: a line about a model, with what it starts from. */
interface Editing {
  readonly draft: Partial<PriceDraft>;
  readonly key: string;
}

const PriceRow = ({
  price,
  isHidden,
  onEdit,
  onRemove,
}: {
  readonly price: Price;
  readonly isHidden: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}): ReactNode => (
  <li className={isHidden ? "hidden-price" : undefined}>
    <span className="grow">
      <b className="mono">{price.model}</b> <span className="dim">{hostOf(price.origin)}</span>
      <small>{ratesText(price)}</small>
      <small className="dim">
        {price.madeBy === "person" ? `entered by you on ${price.since}` : `of ${price.since}, ${price.source}`}
        {isHidden && "; yours stands before it"}
      </small>
    </span>
    <Button tone="quiet" aria-label={`Edit the price of ${price.model}`} onClick={onEdit}>
      Edit
    </Button>
    {price.madeBy === "person" && (
      <Button tone="quiet" aria-label={`Remove your price of ${price.model}`} onClick={onRemove}>
        Remove
      </Button>
    )}
  </li>
);

/** Models that are chosen and have no price: named first, because only tokens are counted for them. */
const Unpriced = ({
  choices,
  onSet,
  onFree,
}: {
  readonly choices: readonly RemoteChoice[];
  readonly onSet: (choice: RemoteChoice) => void;
  readonly onFree: (choice: RemoteChoice) => void;
}): ReactNode => (
  <ul className="prices" aria-label="Models without a price">
    {choices.map((choice) => (
      <li key={`${choice.baseUrl} ${choice.model}`}>
        <span className="grow">
          <b className="mono">{modelName(choice)}</b> <span className="dim">{hostOf(originOf(choice))}</span>
          <small>Price unknown: only its tokens are counted.</small>
        </span>
        <Button aria-label={`Set a price for ${choice.model}`} onClick={() => onSet(choice)}>
          Set a price
        </Button>
        <Button tone="quiet" aria-label={`${choice.model} costs nothing`} onClick={() => onFree(choice)}>
          It is free
        </Button>
      </li>
    ))}
  </ul>
);

const free = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0 };

/** The price table: search, edit, add, take back. */
export const PriceTable = ({ workspace }: { readonly workspace: Pick<WorkspaceSnapshot, "model" | "sessions"> }): ReactNode => {
  const { send, notify } = useActions();
  const [revision, setRevision] = useState(0);
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const [editing, setEditing] = useState<Editing>();
  const asked = useAnswer({ type: "read-prices" }, String(revision));
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  const prices = asked.status === "ready" ? asked.value.prices : [];

  const save = async (price: PriceDraft): Promise<string | undefined> => {
    const answer = await send({ type: "set-price", price });
    if (!answer.ok) return answer.error.message;
    setRevision((before) => before + 1);
    setEditing(undefined);
    return undefined;
  };
  const setFree = async (choice: RemoteChoice): Promise<void> => {
    const problem = await save({ model: choice.model, origin: originOf(choice), rates: free });
    if (problem !== undefined) notify({ tone: "error", text: problem });
  };
  const remove = async ({ model, origin }: Price): Promise<void> => {
    const answer = await send({ type: "remove-price", model, origin });
    if (answer.ok) setRevision((before) => before + 1);
    else notify({ tone: "error", text: answer.error.message });
  };
  const edit = (draft: Partial<PriceDraft>): void => setEditing({ draft, key: `${draft.origin} ${draft.model} ${revision}` });

  const unpriced =
    asked.status === "ready" ? modelsInUse(workspace).filter((choice) => priceFor(prices, choice).type === "unknown") : [];
  const own = new Set(prices.filter(({ madeBy }) => madeBy === "person").map(priceKey));
  const wanted = search.trim().toLowerCase();
  const found = prices.filter(({ model, origin }) => `${model} ${origin}`.toLowerCase().includes(wanted));
  const shown = all || wanted !== "" ? found : found.slice(0, shownAtFirst + own.size);
  return (
    <section aria-label="Prices">
      <h2 className="title section">Prices</h2>
      <p className="ink2">
        In US dollars for a million tokens. They change often: check them against your provider, and edit what is different.
      </p>
      {unpriced.length > 0 && (
        <Unpriced
          choices={unpriced}
          onSet={(choice) => edit({ model: choice.model, origin: originOf(choice) })}
          onFree={(choice) => void setFree(choice)}
        />
      )}
      {editing === undefined ? (
        <div className="price-tools">
          <FindField label="Find a price" value={search} onChange={setSearch} />
          <Button onClick={() => edit({})}>Add a price</Button>
        </div>
      ) : (
        <PriceForm key={editing.key} initial={editing.draft} onSave={save} onCancel={() => setEditing(undefined)} />
      )}
      <ul className="prices" aria-label="Price table">
        {shown.map((price) => (
          <PriceRow
            key={`${price.madeBy} ${priceKey(price)}`}
            price={price}
            isHidden={price.madeBy === "build" && own.has(priceKey(price))}
            onEdit={() => edit(price)}
            onRemove={() => void remove(price)}
          />
        ))}
      </ul>
      {found.length === 0 && asked.status === "ready" && <p className="ink2">No price matches “{search}”.</p>}
      {found.length > shown.length && (
        <Button tone="quiet" onClick={() => setAll(true)}>
          Show all {found.length}
        </Button>
      )}
    </section>
  );
};
