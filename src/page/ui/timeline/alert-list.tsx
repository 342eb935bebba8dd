import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { LogAlert } from "../../../kernel/alert.ts";
import { asksForSomething, type EntryQuery } from "../../../kernel/entry-query.ts";
import type { AppState } from "../../store/app-state.ts";
import { useActions, useApp } from "../../store/use-app.ts";
import { useRandom } from "../../store/use-random.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { RevealedText } from "../parts/revealed-text.tsx";

const none: readonly LogAlert[] = [];
const alertsOf = ({ workspace }: AppState) => workspace?.alerts ?? none;
const lastSeqOf = ({ workspace }: AppState): number => workspace?.lastSeq ?? 0;
const maxName = 120;

/** What a person is told of, and the way to be told of what is asked for here. `name`: what it is called by then. */
export const AlertList = ({ query, name }: { readonly query: EntryQuery; readonly name: string }): ReactNode => {
  const { send, notify } = useActions();
  const alerts = useApp(alertsOf);
  const lastSeq = useApp(lastSeqOf);
  const random = useRandom();
  const tell = async (command: Parameters<typeof send>[0]): Promise<void> => {
    const answer = await send(command);
    if (!answer.ok) notify({ tone: "error", text: answer.error.message });
  };
  const add = (): Promise<void> =>
    tell({ type: "set-alert", alert: { alertId: random.id("alert"), name: name.slice(0, maxName), query, seenSeq: lastSeq } });
  return (
    <div className="row tlq-alerts">
      <Button tone="quiet" disabled={!asksForSomething(query) || name === ""} onClick={() => void add()}>
        Tell me when this happens
      </Button>
      {alerts.length > 0 && (
        <ul aria-label="Alerts">
          {alerts.map(({ alertId, name: called }) => (
            <li key={alertId}>
              <button
                type="button"
                className="chip tl-chip"
                aria-label={`No longer tell me of ${called}`}
                onClick={() => void tell({ type: "remove-alert", alertId })}
              >
                <RevealedText text={called} />
                <Icon of={X} size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
