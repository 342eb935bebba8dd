import { fail, type Script, say } from "../script.ts";

const sentence = /\bfail\w*\W+(?:the\W+)?network\b|\bnetwork\W+(?:fail|error|outage)/i;

/** Breaks off in the middle of its answer, as a real connection does; the second time it is asked, it answers. */
export const failNetwork: Script = ({ earlier }) => {
  const failedBefore = earlier.filter((words) => sentence.test(words)).length % 2 === 1;
  if (failedBefore)
    return [say("This time the connection holds. What had arrived before it broke is still above, marked as broken off.")];
  return [
    say("I begin an answer, and in the middle of it the connection "),
    fail({
      type: "network",
      message:
        "The connection to the model broke while it answered (staged by the Demo model). What had arrived is kept, and no call of it ran. Say “try again” to go on.",
    }),
  ];
};
