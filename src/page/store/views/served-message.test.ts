import { expect, test } from "vitest";
import { callId, sessionId } from "../../../kernel/base/ids.ts";
import { createEntryScript } from "../entries.fake.ts";
import { foldSession } from "../fold-session.ts";
import { servedMessage } from "./served-message.ts";

test("a call serves what was said last before it, also when more is said later", () => {
  const script = createEntryScript();
  script.user("u1", "Water the ferns");
  script.startRun("r1");
  script.startMessage("m1");
  script.request("m1", "first", { verb: "Read", object: "/ferns.md" });
  script.endRun({ type: "completed", reason: { type: "end-turn" } });
  script.user("u2", "And the orchids");
  script.startRun("r2");
  script.startMessage("m2");
  script.request("m2", "second", { verb: "Read", object: "/orchids.md" });
  const session = foldSession(sessionId("s"), script.entries);
  expect(["first", "second", "unknown"].map((id) => servedMessage(session, callId(id)))).toEqual([
    "Water the ferns",
    "And the orchids",
    undefined,
  ]);
  expect(servedMessage(undefined, callId("first"))).toBe(undefined);
});
