import { canonicalJson } from "../../../kernel/base/canonical.ts";
import type { JsonValue } from "../../../kernel/base/json.ts";
import { ok } from "../../../kernel/base/result.ts";
import type { ToolContext } from "../../../kernel/contracts/tool.ts";
import type { ShownValue, StateTransition } from "../../../kernel/files/state.ts";
import { joinOrigins, type Origin } from "../../../kernel/rules/origin.ts";
import { answer, refusal } from "./answers.ts";
import { createStateStore, type StateValues, stateHash } from "./state-store.ts";

/** How much of a value stands in a list of many. */
const listedChars = 200;
const listedKeys = 200;

const cut = (text: string): string => (text.length > listedChars ? `${text.slice(0, listedChars)}…` : text);

const counted = (values: StateValues): string =>
  `${values.length === 1 ? "1 key" : `${values.length} keys`}, hash ${stateHash(values).slice(0, 12)}`;

const listOf = (values: StateValues, prefix: string): string => {
  const found = values.filter(([key]) => key.startsWith(prefix));
  const lines = found.slice(0, listedKeys).map(([key, value]) => `${key}: ${cut(canonicalJson(value))}`);
  const more = found.length > listedKeys ? [`(the first ${listedKeys} of ${found.length}; name a prefix to see others)`] : [];
  return [...lines, ...more, `(${counted(found)})`].join("\n");
};

const shown = (value: ShownValue | null | undefined): string =>
  value === null ? "absent" : value === undefined ? "(not kept any more)" : cut(value.text);

const changeLine = ({ seq, at, by, from, to }: StateTransition): string =>
  `event ${seq}, ${new Date(at).toISOString()}, ${by}: ${shown(from)} → ${shown(to)}`;

type Files = Pick<ToolContext, "files">;

export const getState = async (key: string | undefined, prefix: string, tenant: string, { files }: Files) => {
  const store = createStateStore(files, tenant);
  if (key === undefined) return answer(listOf(await store.values(), prefix));
  const value = await store.get(key);
  return answer(value === undefined ? `There is no '${key}' in the state.` : canonicalJson(value));
};

export const setState = async (key: string, value: JsonValue, tenant: string, { files }: Files) => {
  await createStateStore(files, tenant).set(key, value);
  return answer(`Set '${key}' to ${cut(canonicalJson(value))}`);
};

export const deleteState = async (key: string, tenant: string, { files }: Files) =>
  (await createStateStore(files, tenant).delete(key))
    ? answer(`Deleted '${key}'`)
    : refusal(`There is no '${key}' in the state. Call state_get without a key to see what there is.`);

export const snapshotState = async (name: string, tenant: string, { files }: Files) =>
  answer(`Kept the state as '${name}': ${counted(await createStateStore(files, tenant).snapshot(name))}`);

export const restoreState = async (name: string, tenant: string, { files }: Files) => {
  const store = createStateStore(files, tenant);
  const restored = await store.restore(name);
  if (restored !== undefined) return answer(`The state is as '${name}' kept it: ${counted(restored)}`);
  const names = await store.snapshots();
  return refusal(`There is no snapshot '${name}'. ${names.length === 0 ? "None was kept." : `There are ${names.join(", ")}.`}`);
};

/** `total`: how many changes there were, of which these are the newest. */
export const tellHistory = (key: string, transitions: readonly StateTransition[], total: number) => {
  const more = transitions.length < total ? [`(the newest ${transitions.length} of ${total} changes)`] : [];
  let origins: readonly Origin[] = [];
  for (const transition of transitions) origins = joinOrigins(origins, transition.origins);
  const told = answer(total === 0 ? `'${key}' was never set.` : [...more, ...transitions.map(changeLine)].join("\n"));
  return told.ok && origins.length > 0 ? ok({ ...told.value, origins }) : told;
};
