import { type Seq, type SessionId, sessionId } from "../../kernel/base/ids.ts";
import { type EndpointPreset, endpointPresets } from "../../kernel/model/endpoint-presets.ts";
import { type InspectorTab, inspectorTabs } from "./app-state.ts";

export type SettingsPage =
  | "model"
  | "spending"
  | "permissions"
  | "guardrails"
  | "tools"
  | "memory"
  | "appearance"
  | "shortcuts"
  | "about";
/** A way to a model of one's own: with a provider's key, one that runs on this machine, or the preset of a name. */
export type ModelPreset = "key" | "local" | EndpointPreset["id"];
const modelPresets: readonly ModelPreset[] = ["key", "local", ...endpointPresets.map(({ id }) => id)];
const settingsPages: readonly SettingsPage[] = [
  "model",
  "spending",
  "permissions",
  "guardrails",
  "tools",
  "memory",
  "appearance",
  "shortcuts",
  "about",
];

/** Where the page is, as its hash says. A link may open and select; it never sends. */
export type Route =
  | { readonly type: "home" }
  | {
      readonly type: "session";
      readonly sessionId: SessionId;
      readonly tab?: InspectorTab;
      readonly at?: Seq;
      /** The path or entry that the inspector shows. */
      readonly focus?: string;
    }
  /** Two branches of a session, each named by an entry of it. */
  | { readonly type: "compare"; readonly sessionId: SessionId; readonly left: Seq; readonly right: Seq }
  | { readonly type: "approvals" }
  | { readonly type: "rules" }
  /** The tools, and the form of one of them. */
  | { readonly type: "tools"; readonly tool?: string }
  /** `preset`: which way to a model the form is filled in for. */
  | { readonly type: "settings"; readonly page: SettingsPage; readonly preset?: ModelPreset }
  /** What is kept, and what goes out. */
  | { readonly type: "storage" }
  /** What comes in. */
  | { readonly type: "import" }
  | { readonly type: "not-found"; readonly hash: string };

/** Reads a hash such as `#/s/session_1?tab=files&at=12`. Unknown addresses and values are kept out, never guessed. */
export const routeFromHash = (hash: string): Route => {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, first = "", second = "", ...rest] = path.split("/");
  const parameters = new URLSearchParams(query);
  if (first === "" && second === "") return { type: "home" };
  if (first === "approvals" && second === "") return { type: "approvals" };
  if (first === "rules" && second === "") return { type: "rules" };
  if (first === "import" && second === "") return { type: "import" };
  // Where it stood before is a link that people may have kept.
  if ((first === "storage" && second === "") || (first === "settings" && second === "storage" && rest.length === 0))
    return { type: "storage" };
  if (first === "tools" && rest.length === 0)
    return second === "" ? { type: "tools" } : { type: "tools", tool: decodeURIComponent(second) };
  if (first === "settings" && rest.length === 0) {
    const page = settingsPages.find((name) => name === (second === "" ? "model" : second));
    const preset = modelPresets.find((name) => page === "model" && name === parameters.get("preset"));
    if (page !== undefined) return { type: "settings", page, ...(preset === undefined ? {} : { preset }) };
  }
  if (first === "s" && second !== "" && rest[0] === "compare" && rest.length === 3) {
    const [left, right] = [Number(rest[1]), Number(rest[2])];
    if ([left, right].every((seq) => Number.isSafeInteger(seq) && seq > 0)) {
      return { type: "compare", sessionId: sessionId(decodeURIComponent(second)), left, right };
    }
  }
  if (first === "s" && second !== "" && rest.length === 0) {
    const tab = inspectorTabs.find((name) => name === parameters.get("tab"));
    const at = Number(parameters.get("at") ?? Number.NaN);
    const focus = parameters.get("focus");
    return {
      type: "session",
      sessionId: sessionId(decodeURIComponent(second)),
      ...(tab === undefined ? {} : { tab }),
      ...(Number.isSafeInteger(at) && at > 0 ? { at } : {}),
      ...(focus === null ? {} : { focus }),
    };
  }
  return { type: "not-found", hash };
};

export const hashFromRoute = (route: Route): string => {
  switch (route.type) {
    case "home":
      return "#/";
    case "approvals":
      return "#/approvals";
    case "rules":
      return "#/rules";
    case "storage":
      return "#/storage";
    case "import":
      return "#/import";
    case "tools":
      return route.tool === undefined ? "#/tools" : `#/tools/${encodeURIComponent(route.tool)}`;
    case "settings":
      return `#/settings/${route.page}${route.preset === undefined ? "" : `?preset=${route.preset}`}`;
    case "compare":
      return `#/s/${encodeURIComponent(route.sessionId)}/compare/${route.left}/${route.right}`;
    case "not-found":
      return route.hash;
    case "session": {
      const parameters = new URLSearchParams();
      if (route.tab !== undefined) parameters.set("tab", route.tab);
      if (route.at !== undefined) parameters.set("at", String(route.at));
      if (route.focus !== undefined) parameters.set("focus", route.focus);
      const query = parameters.toString();
      return `#/s/${encodeURIComponent(route.sessionId)}${query === "" ? "" : `?${query}`}`;
    }
  }
};
