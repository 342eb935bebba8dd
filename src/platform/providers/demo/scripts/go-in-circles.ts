import { callsOf } from "../scene.ts";
import { call, type Script, say } from "../script.ts";

const mostTries = 5;

/** Makes the same fruitless search again and again, as models sometimes do, so that the pause for it can be seen. */
export const goInCircles: Script = (scene) => {
  const tries = callsOf(scene, "glob").length;
  if (tries >= mostTries) return [say(`Nothing is found, however often I search: ${tries} times. I give up here, by script.`)];
  return [
    say(tries === 0 ? "I look for a file that is not there." : "Perhaps it is there now."),
    call("glob", { pattern: "lost/*.md", path: "/" }),
  ];
};
