import { type ReactNode, useState } from "react";
import type { ToolStanding } from "../../../../kernel/limits/tool-limits.ts";
import { type Permission, permissionRule } from "../../../../kernel/rules/permission.ts";
import type { PermissionStep, PermissionTrail } from "../../../../kernel/rules/permission-trail.ts";
import type { Rule } from "../../../../kernel/rules/rule.ts";
import { useClock } from "../../../store/use-now.ts";
import { Button } from "../../parts/button.tsx";
import { Chip } from "../../parts/chip.tsx";
import { InlineSelect } from "../../parts/select.tsx";
import { formatCount } from "../../parts/time.ts";
import { useAnswer } from "../../parts/use-answer.ts";
import {
  allPermissions,
  didWords,
  filterSteps,
  goesOnWords,
  isGranted,
  lastUseWords,
  permissionWords,
  ruleOf,
  standingWords,
  stepWords,
  whoNeeds,
} from "./permission-words.ts";
import { moment } from "./rule-words.ts";

interface PermissionListProps {
  readonly rules: readonly Rule[];
  readonly tools: readonly ToolStanding[];
  /** Changes when there may be more to tell. */
  readonly version: string;
  readonly onSet: (rule: Rule) => void;
}

const marks = { granted: "done", revoked: "denied", used: "read", refused: "denied" } as const;
const shownSteps = 30;
const kinds = ["all", "granted", "revoked", "used", "refused"] as const;
const kindChoices = kinds.map((value) => ({ value, label: value === "all" ? "everything" : didWords[value] }));

const Trail = ({
  trail,
  permissions,
}: {
  readonly trail: PermissionTrail;
  readonly permissions: readonly Permission[];
}): ReactNode => {
  const [permission, setPermission] = useState<Permission | "all">("all");
  const [did, setDid] = useState<PermissionStep["did"] | "all">("all");
  const [all, setAll] = useState(false);
  const found = filterSteps(trail.steps, permission, did);
  const choices = [
    { value: "all" as const, label: "every permission" },
    ...permissions.map((value) => ({ value, label: permissionWords(value) })),
  ];
  return (
    <details className="trail">
      <summary>What happened to them, and with them</summary>
      <div className="row wrap trail-tools">
        <InlineSelect label="Permission" choices={choices} value={permission} onChange={setPermission} />
        <InlineSelect label="What happened" choices={kindChoices} value={did} onChange={setDid} />
        <span className="hint">in the last {formatCount(trail.entries, "entry", "entries")} of the log</span>
      </div>
      {found.length === 0 ? (
        <p className="ink2">Nothing of this kind.</p>
      ) : (
        <ol className="trail-steps" aria-label="Trail of permissions">
          {(all ? found : found.slice(0, shownSteps)).map((step) => (
            <li key={`${step.seq} ${step.permission}`}>
              <Chip kind={marks[step.did]}>{didWords[step.did]}</Chip>
              <span className="grow trunc">
                {permissionWords(step.permission)} <span className="ink2">{stepWords(step)}</span>
              </span>
              <span className="meta">{moment(step.at)}</span>
            </li>
          ))}
        </ol>
      )}
      {!all && found.length > shownSteps && (
        <Button tone="quiet" onClick={() => setAll(true)}>
          Show all {found.length}
        </Button>
      )}
    </details>
  );
};

const none: PermissionTrail = { steps: [], open: [], entries: 0 };

/** What the agents may touch at all, each to be taken away and given back while they work. */
export const PermissionList = ({ rules, tools, version, onSet }: PermissionListProps): ReactNode => {
  const clock = useClock();
  const permissions = allPermissions(tools, rules);
  const own = rules.filter(({ from }) => from?.type === "permission");
  const asked = useAnswer({ type: "read-permissions" }, JSON.stringify([own, version]));
  const trail = asked.status === "ready" ? asked.value : none;
  return (
    <>
      <ul className="rules permissions" aria-label="Permissions">
        {permissions.map((permission) => {
          const granted = isGranted(permission, rules);
          const goesOn = granted ? undefined : goesOnWords(permission, trail);
          return (
            <li key={permission}>
              <label className="grow">
                <input
                  type="checkbox"
                  className="tick"
                  checked={granted}
                  onChange={() => onSet(permissionRule(permission, !granted, clock.now()))}
                />
                <span className="rule-text">
                  {permissionWords(permission)}
                  <small>
                    {[
                      standingWords(ruleOf(permission, rules)),
                      lastUseWords(permission, trail),
                      whoNeeds(permission, tools),
                    ].join(" · ")}
                  </small>
                  {goesOn !== undefined && <small role="status">{goesOn}</small>}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      {asked.status === "failed" && <p className="ink2">The trail could not be read: {asked.failure.message}</p>}
      <Trail trail={trail} permissions={permissions} />
    </>
  );
};
