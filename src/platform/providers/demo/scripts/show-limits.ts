import { plural } from "../results.ts";
import { callsOf, isDone } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const looks = ["/", "/plans", "/plants", "/logs"] as const;

/** Looks at the same things twice: what is switched on before `list` shows on the second look. */
export const showLimits: Script = (scene) => {
  const lists = callsOf(scene, "list");
  if (lists.length === 0) {
    return [
      say(
        "I look into four folders, then into the same ones again. What you switched on for `list` in **Settings, Tools** shows on the calls.",
      ),
      ...looks.map((path) => call("list", { path })),
    ];
  }
  if (lists.length === looks.length) {
    return [say("The same four again."), ...looks.map((path) => call("list", { path }))];
  }
  const refused = lists.filter((list) => !isDone(list)).length;
  const held = refused === 0 ? "" : ` ${plural(refused, "call")} did not come through; the row says why.`;
  return [
    say(
      `${plural(lists.length, "look")}.${held}\n\n- With **Remember results** on, the second four say *from cache*.\n- With **One after another** on, some say how long they waited.\n- With **A number of calls** on, the last ones are refused.\n\nNone of it is on by itself. Switch something on, then say **again**; the tab **Limits** beside this session counts what it did.`,
    ),
  ];
};
