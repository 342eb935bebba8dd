import { type ReactNode, useState } from "react";
import type { RunId } from "../../../kernel/base/ids.ts";
import { isLocalAddress } from "../../../kernel/model/endpoint.ts";
import { hashFromRoute } from "../../store/route.ts";
import { useActions } from "../../store/use-app.ts";
import type { KeyReading } from "../../store/views/read-key.ts";
import { Button } from "../parts/button.tsx";
import { KeyInput } from "../parts/key-input.tsx";
import { Mark } from "../parts/mark.tsx";

const problemOf = (reading: KeyReading): string | undefined => {
  if (reading.status === "unusable") return reading.problem;
  return reading.status === "address" ? "This is an address, not a key. Nothing was kept; paste the key alone." : undefined;
};

/** A run whose key is gone, the one field that it waits for, and the way on without it. */
export const KeyBar = ({ runId, origin }: { readonly runId: RunId; readonly origin: string }): ReactNode => {
  const { send, notify } = useActions();
  const [problem, setProblem] = useState<string>();
  const resume = async (): Promise<void> => {
    const resumed = await send({ type: "resume-run", runId });
    if (!resumed.ok) setProblem(resumed.error.message);
  };
  const read = async (reading: KeyReading): Promise<void> => {
    setProblem(problemOf(reading));
    if (reading.status !== "key") return;
    const given = await send({ type: "give-key", origin, key: reading.key });
    if (given.ok) await resume();
    else setProblem(given.error.message);
  };
  const withoutKey = async (): Promise<void> => {
    const forgotten = await send({ type: "forget-key", origin });
    if (forgotten.ok) await resume();
    else notify({ tone: "error", text: forgotten.error.message });
  };
  return (
    <section className="footbar keybar" aria-label="Waiting for a key">
      <Mark kind="interrupted" size={14} />
      <div className="grow">
        <p>
          <b>This run waits for its key.</b> Keys are never stored. Paste the one for <bdi className="mono">{origin}</bdi> and it
          goes on from where it stood.
        </p>
        {problem !== undefined && (
          <p className="problem" role="alert">
            <Mark kind="error" size={11} />
            <span>{problem}</span>
          </p>
        )}
      </div>
      <div className="keyway">
        <KeyInput aria-label={`API key for ${origin}`} placeholder="Paste the key" onRead={(reading) => void read(reading)} />
        {isLocalAddress(origin) ? (
          <Button onClick={() => void withoutKey()}>Go on without a key</Button>
        ) : (
          <a className="btn" href={hashFromRoute({ type: "settings", page: "model" })}>
            Settings
          </a>
        )}
      </div>
    </section>
  );
};
