import { TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isJsonObject } from "../../../kernel/base/json.ts";
import type { Approval } from "../../../kernel/rules/approval.ts";
import { allowOrigin, isReachable, type OriginStorage } from "../parts/allowed-origins.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

const storage: OriginStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** The policies of this page, which no script can widen. */
const policiesHere = (): readonly string[] =>
  [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy" i]')].map(({ content }) => content);

/** Where an outward call goes; undefined where it does not say so in the usual place. */
const originOf = ({ input, kind, risks }: Approval): string | undefined => {
  if (kind !== "effect" || !risks.includes("network") || !isJsonObject(input)) return undefined;
  const { url } = input;
  return typeof url === "string" && /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : undefined;
};

/** Says that the page cannot reach the host of a call, and allows it: the page is loaded anew, and the question is still there. */
export const HostStep = ({ approval }: { readonly approval: Approval }): ReactNode => {
  const [isRefused, setRefused] = useState(false);
  const origin = originOf(approval);
  if (origin === undefined || isReachable(origin, policiesHere())) return null;
  const allow = (): void => {
    if (allowOrigin(origin, storage)) window.location.reload();
    else setRefused(true);
  };
  return (
    <div className="warn">
      <Icon of={TriangleAlert} size={15} />
      <div className="sources">
        <p>
          This page may not talk to <b>{origin}</b>, so the call would fail. The list of hosts is fixed while the page is open:
          allowing one loads it anew. This question waits; a key that is held in this tab only has to be given again.
        </p>
        <Button onClick={allow}>Allow {origin} and reload</Button>
        {isRefused && (
          <p className="problem">The browser keeps no settings for this page, so nothing was added. Allow it site data first.</p>
        )}
      </div>
    </div>
  );
};
