import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Mark } from "../../parts/mark.tsx";

type Promised = "asking" | "kept" | "not-kept" | "refused" | "unknown";

const words: Readonly<Record<Promised, string>> = {
  asking: "Asking the browser whether it keeps this…",
  kept: "The browser promises to keep this until you remove it yourself.",
  "not-kept": "The browser may remove all of this when the disk gets full; Safari does after seven days without a visit.",
  refused: "The browser did not promise to keep this. It may after you visited more often, or once the page is installed.",
  unknown: "This browser does not say whether it keeps this.",
};

/** Pages that did not come over a safe connection have none. */
const storage = (): StorageManager | undefined => navigator.storage;

const asked = async (request: (() => Promise<boolean>) | undefined, otherwise: Promised): Promise<Promised> => {
  try {
    if (request === undefined) return "unknown";
    return (await request()) ? "kept" : otherwise;
  } catch {
    // Private windows refuse the question itself.
    return "unknown";
  }
};

/** Whether the browser keeps what is stored, and the way to ask it to. */
export const PersistenceNote = (): ReactNode => {
  const [promised, setPromised] = useState<Promised>("asking");
  useEffect(() => {
    let isCurrent = true;
    void asked(storage()?.persisted?.bind(storage()), "not-kept").then((answer) => isCurrent && setPromised(answer));
    return () => {
      isCurrent = false;
    };
  }, []);
  return (
    <>
      <p className="said" role="status">
        <Mark kind={promised === "kept" ? "done" : "approval"} size={11} />
        <span>{words[promised]}</span>
      </p>
      {(promised === "not-kept" || promised === "refused") && (
        <div className="acts">
          <Button onClick={() => void asked(storage()?.persist?.bind(storage()), "refused").then(setPromised)}>
            Ask the browser to keep it
          </Button>
        </div>
      )}
    </>
  );
};
