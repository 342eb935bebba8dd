import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { createFakeClock } from "../../kernel/base/clock.fake.ts";
import { createFakeRandom } from "../../kernel/base/random.fake.ts";
import { createFakeClient } from "../store/app-client.fake.ts";
import { createApp } from "../store/create-app.ts";
import { fakeApproval, fakeEffect } from "../store/entries.fake.ts";
import { createFakeWindow } from "../store/page-window.fake.ts";
import { AppContext } from "../store/use-app.ts";
import { WaitingCard } from "./approvals/waiting-card.tsx";
import { DocHead } from "./files/doc-head.tsx";
import { GraphTable } from "./graph/graph-table.tsx";
import { MemoryDetail } from "./memory/memory-detail.tsx";
import { ArgumentFields } from "./parts/arguments/argument-fields.tsx";
import { CappedText } from "./parts/capped-text.tsx";
import { DiffBody } from "./parts/diff-view.tsx";
import { manyHostileTexts } from "./parts/markdown/hostile-texts.fake.ts";
import { Markdown } from "./parts/markdown/markdown.tsx";

const app = createApp({
  client: createFakeClient(),
  window: createFakeWindow("#/s/s"),
  clock: createFakeClock(),
  random: createFakeRandom(),
});

const line = (sign: "+" | "-", text: string) => ({ sign, number: 1, text });
const nothing = (): void => {};

/** Each place that shows text which a model, a page or a file wrote. */
const surfaces: Readonly<Record<string, (text: string) => ReactNode>> = {
  "the chat": (text) => <Markdown text={text} growing={false} />,
  "a growing answer": (text) => <Markdown text={text} growing />,
  "a code block": (text) => <Markdown text={`\`\`\`html\n${text}\n\`\`\``} growing={false} />,
  "an output": (text) => <CappedText text={text} />,
  "a difference": (text) => (
    <DiffBody diff={{ type: "text", added: 1, removed: 1, hunks: [{ lines: [line("-", text), line("+", `x${text}`)] }] }} />
  ),
  "the head of a file": (text) => (
    <DocHead path={`/a/${text}`} sizeBytes={1} origins={[{ type: "import", name: text }]}>
      {null}
    </DocHead>
  ),
  "an approval": (text) => (
    <WaitingCard
      approval={fakeApproval("a", "c", {
        tool: text,
        headline: { verb: text, object: text },
        input: { path: text },
        rule: { ruleId: "r" as never, sentence: text },
        effect: fakeEffect("e", text),
        agentPath: [text],
        editedFields: [text],
        origins: [{ type: "import", name: text }],
        sources: [{ origin: { type: "import", name: text }, step: text, excerpt: text }],
        prepared: { snapshot: text, revision: text } as never,
      })}
    />
  ),
  "a question": (text) => (
    <WaitingCard
      approval={fakeApproval("a", "c", {
        kind: "question",
        asks: { question: text, header: text, options: [{ label: text, description: text }], multiSelect: false },
      })}
    />
  ),
  "work outside": (text) => (
    <WaitingCard approval={fakeApproval("a", "c", { kind: "result", handedOver: { task: text, expects: text } })} />
  ),
  "a form of arguments": (text) => (
    <ArgumentFields
      path=""
      schema={{ properties: { body: { type: "string", description: text }, kind: { enum: [text] } } }}
      input={{ body: text, kind: text, [text]: { deep: text } }}
      problems={[{ path: "body", message: text }]}
      onChange={nothing}
    />
  ),
  "the graph": (text) => (
    <GraphTable
      nodes={[
        {
          id: text,
          label: text,
          kind: text,
          isKnown: true,
          community: 0,
          importance: 1,
          facts: 1,
          relations: 1,
          x: 0,
          y: 0,
          changedAt: 0,
        },
      ]}
      looks={{ node: () => ({ emphasis: "plain" }), link: () => ({ emphasis: "plain" }) } as never}
      difference={undefined}
      showsUse={false}
      chosen={undefined}
      onChoose={nothing}
    />
  ),
  "the memory": (text) => (
    <MemoryDetail
      row={{
        item: {
          memoryId: "m",
          kind: "semantic",
          text,
          tags: [text],
          importance: 0.5,
          status: "active",
          by: "agent",
          madeAt: 0,
          origins: [{ type: "import", name: text }],
        },
        hash: "",
        strength: 0.5,
        uses: 0,
        tokens: 1,
      }}
    />
  ),
};

/** Elements of ours that these places are made of; nothing of a text may become another one. */
const ours = new Set(
  "a b bdi blockquote br button circle code dd del details div dl dt ellipse em fieldset form g h1 h2 h3 header hr i input label legend li line mark ol option p path polygon polyline pre q rect section select small span summary svg table tbody td textarea th thead title tr ul".split(
    " ",
  ),
);
const address = /^(?:src|srcset|href|xlink:href|action|formaction|poster|data|background|ping|style)$/;
const harmlessLink = /^(?:https?:\/\/|mailto:|#)/;
const isHarmless = (name: string, key: string, value: string): boolean =>
  key === "style" ? !/url\(|expression|@import/i.test(value) : name === "a" && key === "href" && harmlessLink.test(value);

/** Tags that run, load, send or ask something, and elements that are none of ours. */
const intrudersIn = (markup: string): readonly string[] =>
  [...markup.matchAll(/<([a-zA-Z][^\s/>]*)((?:"[^"]*"|[^>"])*)>/g)].flatMap(([tag, name = "", rest = ""]) => {
    const attributes = [...rest.matchAll(/([^\s"=]+)="([^"]*)"/g)];
    const isBad = attributes.some(
      ([, key = "", value = ""]) => key.toLowerCase().startsWith("on") || (address.test(key) && !isHarmless(name, key, value)),
    );
    return ours.has(name) && !isBad ? [] : [tag];
  });

const markupOf = (surface: ReactNode): string =>
  renderToStaticMarkup(
    <AppContext value={app}>
      <Tooltip.Provider>{surface}</Tooltip.Provider>
    </AppContext>,
  );

describe("hostile text without a policy of the browser", () => {
  test("there are more than three hundred of them, no two alike", () => {
    expect(new Set(manyHostileTexts).size).toBeGreaterThanOrEqual(300);
  });

  test("the check finds what it looks for", () => {
    const bad = `<p><script>x</script><img src="x" onerror="y"><a href="javascript:x">z</a><svg onload="x"></svg></p>`;
    expect(intrudersIn(bad)).toEqual(["<script>", `<img src="x" onerror="y">`, `<a href="javascript:x">`, `<svg onload="x">`]);
  });

  test.each(Object.entries(surfaces))("runs, loads, sends and asks nothing in %s", (_name, draw) => {
    const found = manyHostileTexts.flatMap((text) => intrudersIn(markupOf(draw(text))).map((tag) => [text, tag]));
    expect(found).toEqual([]);
  });

  test("makes no control in the chat", () => {
    const controls = manyHostileTexts.filter((text) =>
      /<(?:input|select|textarea|form)\b/.test(renderToStaticMarkup(<Markdown text={text} growing={false} />)),
    );
    expect(controls).toEqual([]);
  });
});
