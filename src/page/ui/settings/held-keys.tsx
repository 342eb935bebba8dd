import { Button } from "../parts/button.tsx";
import { Mark } from "../parts/mark.tsx";

/** The keys of this tab, each with its way out, and one for all. */
export const HeldKeys = ({
  hints,
  onForget,
  onForgetAll,
}: {
  readonly hints: Readonly<Record<string, string>>;
  readonly onForget: (origin: string) => void;
  readonly onForgetAll: () => void;
}) => {
  const keys = Object.entries(hints);
  if (keys.length === 0)
    return <p className="ink2">None. A key is held in this tab’s memory only; closing or reloading the tab forgets it.</p>;
  return (
    <>
      <ul className="rules">
        {keys.map(([origin, hint]) => (
          <li key={origin}>
            <Mark kind="done" />
            <span className="grow">
              {origin}
              {hint !== "key" && <small className="mono">{hint}</small>}
            </span>
            <Button tone="quiet" aria-label={`Forget the key for ${origin}`} onClick={() => onForget(origin)}>
              Forget
            </Button>
          </li>
        ))}
      </ul>
      <div className="acts">
        <Button tone="danger" onClick={onForgetAll}>
          Forget all keys
        </Button>
      </div>
    </>
  );
};
