import { expect, test } from "vitest";
import type { LogAlert } from "../../kernel/log/alert.ts";
import { createWorkbench, plannedProvider, say, statusOf } from "../workbench.fake.ts";

test("an alert is kept over a reload, and finds what came since it was last seen", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const tab = await bench.open();
  const alert: LogAlert = {
    alertId: "alert_1",
    name: "Runs",
    query: { kinds: ["run-ended"] },
    seenSeq: tab.workspace.snapshot().lastSeq,
  };
  expect(await tab.workspace.setAlert(alert)).toEqual({ ok: true, value: null });
  const hits = async ({ workspace }: typeof tab) => {
    const [known] = workspace.snapshot().alerts;
    if (known === undefined) return undefined;
    const found = await workspace.searchLog({ ...known.query, from: known.seenSeq + 1, limit: 1 });
    return found.ok ? found.value.total : undefined;
  };
  expect(await hits(tab)).toBe(0);
  await say(tab, "go");
  await tab.until(() => statusOf(tab) === "completed");
  expect(await hits(tab)).toBe(1);
  tab.workspace.close();

  const again = await bench.open();
  expect(again.workspace.snapshot().alerts).toEqual([alert]);
  expect(await hits(again)).toBe(1);
  await again.workspace.setAlert({ ...alert, seenSeq: again.workspace.snapshot().lastSeq });
  expect(await hits(again)).toBe(0);
  expect(await again.workspace.removeAlert("alert_1")).toEqual({ ok: true, value: null });
  expect(await hits(again)).toBeUndefined();
  again.workspace.close();
});

test("an alert with a bound is kept with it; a bound that nothing can pass is refused", async () => {
  const bench = createWorkbench(plannedProvider([]));
  const tab = await bench.open();
  const alert: LogAlert = {
    alertId: "alert_1",
    name: "Too many fail",
    query: {},
    seenSeq: 0,
    over: { measure: "error-rate", above: 0.5 },
  };
  expect(await tab.workspace.setAlert(alert)).toEqual({ ok: true, value: null });
  expect(await tab.workspace.setAlert({ ...alert, over: { measure: "error-rate", above: 1 } })).toMatchObject({ ok: false });
  tab.workspace.close();
  const again = await bench.open();
  expect(again.workspace.snapshot().alerts).toEqual([alert]);
  again.workspace.close();
});
