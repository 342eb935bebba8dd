import { fork } from "node:child_process";
import { join } from "node:path";
import { peerBench, peersFolder } from "./bundle.mjs";

/**
 * @typedef {object} PeerChild
 * @property {string} name
 * @property {(task: import("../peers/measure.ts").Task) => Promise<number>} measure one task at a time
 */

/** @typedef {"ready" | { readonly figure: number } | { readonly problem: string }} Answer what a child says */

/** The Node that runs all libraries, ours among them. */
export const pinnedNode = join(peersFolder, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * Starts a process for each library, for the time of a task.
 * @template Value
 * @param {readonly string[]} names
 * @param {readonly string[]} flags of Node
 * @param {(children: readonly PeerChild[]) => Promise<Value>} task
 * @returns {Promise<Value>}
 */
export const withPeers = async (names, flags, task) => {
  /** @type {import("node:child_process").ChildProcess[]} */
  const started = [];
  try {
    /** @type {PeerChild[]} */
    const children = [];
    for (const name of names) {
      const child = fork(peerBench, [name], {
        execPath: pinnedNode,
        execArgv: ["--expose-gc", ...flags],
        env: { ...process.env, NODE_ENV: "production" },
      });
      started.push(child);
      await answerOf(name, child);
      children.push({ name, measure: (wanted) => askChild(name, child, wanted) });
    }
    return await task(children);
  } finally {
    for (const child of started) child.kill();
  }
};

/**
 * @param {string} name
 * @param {import("node:child_process").ChildProcess} child
 * @param {import("../peers/measure.ts").Task} task
 * @returns {Promise<number>}
 */
const askChild = async (name, child, task) => {
  const answered = answerOf(name, child);
  child.send(task);
  const answer = await answered;
  if (typeof answer === "object" && "figure" in answer) return answer.figure;
  throw new Error(`${name} did not do the task ${JSON.stringify(task)}: ${answer === "ready" ? answer : answer.problem}`);
};

/**
 * @param {string} name
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<Answer>}
 */
const answerOf = (name, child) =>
  new Promise((resolve, reject) => {
    /** @param {number | null} code */
    const onExit = (code) => reject(new Error(`The process of ${name} ended with code ${code}.`));
    child.once("exit", onExit);
    child.once("message", (answer) => {
      child.off("exit", onExit);
      resolve(/** @type {Answer} */ (answer));
    });
  });
