import { beforeAll, expect, test } from "vitest";
import { ok } from "../../../kernel/base/result.ts";
import type { SettledCall } from "../../../kernel/contracts/gate.ts";
import type { SyncTool } from "../../../kernel/contracts/tool.ts";
import type { Approval, ApprovalAnswer } from "../../../kernel/rules/approval.ts";
import { call, createWorld, unwrap, type World, worldTools } from "./gate-world.fake.ts";
import {
  asyncTool,
  createFakeOutside,
  createFakePreparer,
  externalTool,
  type FakeOutside,
  type FakePreparer,
  finished,
  listenTool,
  ready,
  step,
} from "./tool-kinds.fake.ts";

/** What stands outside of the tabs, one of each kind: it outlives them, and can be counted. */
interface Outside {
  readonly sent: string[];
  readonly job: FakeOutside;
  readonly count: FakeOutside;
  readonly offer: FakePreparer;
  readonly swap: FakePreparer;
}

const createOutside = (): Outside => {
  const [job, count] = [createFakeOutside(), createFakeOutside()];
  job.looks = [step("half way"), finished("job done")];
  count.looks = [step("counting"), step("still counting"), finished("counted")];
  const swap = createFakePreparer({ type: "listening", message: "looking" }, ready("s1"));
  swap.execute = async (_prepared, { files }) => {
    await files.unlink("/old");
    await files.writeFile("/new", "swapped");
    return ok({ text: "swapped", isError: false });
  };
  return { sent: [], job, count, offer: createFakePreparer(ready("r1")), swap };
};

const calls = [
  call(1, "count"),
  call(2, "job"),
  call(3, "offer"),
  call(4, "errand", { what: "first" }),
  call(5, "errand", { what: "second" }),
  call(6, "swap"),
  call(7, "put", { path: "/a", text: "x" }),
  call(8, "send", { to: "shop" }),
];

interface Crash {
  /** The commit after which the tab dies; never where it is beyond the last. */
  readonly at: number;
  /** Whether the store rejects then, or never answers. */
  readonly how: "throws" | "never answers";
}

interface Tab {
  readonly world: World;
  readonly commits: () => number;
  readonly isDead: () => boolean;
}

const openTab = (outside: Outside, { at, how }: Crash, after?: World): Tab => {
  let [commits, dead] = [0, false];
  const afterCommit = (): Promise<void> => {
    commits += 1;
    if (commits !== at) return Promise.resolve();
    dead = true;
    world.die();
    return how === "throws" ? Promise.reject(new Error("the tab is gone")) : new Promise(() => {});
  };
  const send: SyncTool = {
    ...(worldTools([]).find(({ name }) => name === "send") as SyncTool),
    run: async () => {
      outside.sent.push("shop");
      return ok({ text: "sent", isError: false });
    },
  };
  const world = createWorld({
    tools: (ran) => [
      ...worldTools(ran).filter(({ name }) => name !== "send"),
      send,
      { ...asyncTool(outside.count), name: "count" },
      asyncTool(outside.job, "external"),
      listenTool(outside.offer),
      { ...listenTool(outside.swap, "write"), name: "swap" },
      externalTool(),
    ],
    afterCommit,
    ...(after === undefined ? {} : { after }),
  });
  return { world, commits: () => commits, isDead: () => dead };
};

/** A person who looks before saying what became of a call: nothing is done twice, and nothing is left undone. */
const personFor =
  ({ sent, job, offer }: Outside) =>
  ({ kind, tool, handedOver }: Approval): ApprovalAnswer => {
    if (kind === "result") return { type: "result", text: `did ${handedOver?.task}`, isError: false };
    if (kind !== "in-doubt") return { type: "approve" };
    const done = { send: sent.length, job: job.begun.length, offer: offer.executed.length }[tool] ?? 0;
    return done > 0 ? { type: "mark-done" } : { type: "retry" };
  };

/** Lets a tab work until its calls are settled or it dies. */
const play = async ({ world, isDead }: Tab, outside: Outside): Promise<readonly SettledCall[] | undefined> => {
  const person = personFor(outside);
  let settled: readonly SettledCall[] | undefined;
  const settling = world.settle(...calls).then(
    (result) => {
      settled = unwrap(result);
    },
    (cause: unknown) => {
      if (!isDead()) throw cause;
    },
  );
  for (let round = 0; round < 200 && settled === undefined && !isDead(); round += 1) {
    await world.calm();
    for (const approval of world.pending()) if (!isDead()) await world.answer(approval.approvalId, person(approval));
    await world.clock.advance(500);
  }
  if (!isDead()) await settling;
  return settled;
};

const surfaced = ({ store }: World): number =>
  store.events().filter((event) => event.type === "approval-requested" && event.approval.kind === "in-doubt").length;

const check = (name: string, world: World, outside: Outside, settled: readonly SettledCall[] | undefined): void => {
  expect(
    settled?.map(({ outcome }) => outcome.type),
    name,
  ).toEqual(Array(calls.length).fill("done"));
  const settledIds = world.store.events().flatMap((event) => (event.type === "call-settled" ? [event.callId] : []));
  expect([...settledIds].sort(), name).toEqual(calls.map(({ callId }) => callId));
  expect(
    [outside.sent.length, outside.job.begun.length, outside.offer.executed.length],
    `${name}: what was done outside, and how often`,
  ).toEqual([1, 1, 1]);
  expect([world.textAt("/old"), world.textAt("/new"), world.textAt("/a")], name).toEqual([undefined, "swapped", "x"]);
  expect([...world.store.approvals.keys()], name).toEqual([]);
};

const story = async (crash: Crash) => {
  const outside = createOutside();
  const first = openTab(outside, crash);
  await first.world.save("/old", "old");
  const whole = await play(first, outside);
  if (!first.isDead()) return { ...first, outside, settled: whole };
  const next = openTab(outside, { at: Number.POSITIVE_INFINITY, how: "throws" }, first.world);
  return { ...next, outside, settled: await play(next, outside) };
};

/** What is loaded with the first such call takes longer the first time than the turns that the person here is given. */
beforeAll(() => import("./listen-call.ts"));

test("calls of every kind are done exactly once, whichever commit is the tab's last, and what is unknown is asked", async () => {
  const golden = await story({ at: Number.POSITIVE_INFINITY, how: "throws" });
  check("without a crash", golden.world, golden.outside, golden.settled);
  expect(surfaced(golden.world)).toBe(0);
  const points = golden.commits();
  expect(points).toBeGreaterThan(25);
  let asked = 0;
  for (const how of ["throws", "never answers"] as const) {
    for (let at = 1; at <= points; at += 1) {
      const { world, outside, settled } = await story({ at, how });
      check(`dead at commit ${at} of ${points}, where the store ${how}`, world, outside, settled);
      asked += surfaced(world);
    }
  }
  // Each of the three that reach outside is started in one commit; a tab that dies there, or in the next, cannot know.
  expect(asked).toBeGreaterThanOrEqual(6);
}, 120_000);
