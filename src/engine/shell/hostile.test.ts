// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are the shell's own
import { expect, test } from "vitest";
import { createShell } from "./run-shell.fake.ts";

const files = { "/notes.md": "one\n", "/garden/ferns.md": "Shade.\n", "/.agent/policy.json": "{}" };
const long = "a".repeat(200);

/** Far less than what is allowed: the tests wait for it again and again. */
const bounds = { busyMs: 300, timeoutMs: 1_500 };

/** Lines that would not end, or would take everything, each with what it must come to. */
const endless: readonly (readonly [string, RegExp])[] = [
  [":(){ :|:& };:", /recursion depth/],
  ["f(){ f; }; f", /recursion depth/],
  ["f(){ f | f & }; f; wait", /recursion depth/],
  ["while true; do :; done", /worked for more than|not done within|too many/],
  ["until false; do ((x++)); done", /worked for more than|not done within|too many|iterations/],
  ["for ((;;)); do echo again; done", /worked for more than|not done within|too many|iterations|output size/],
  ["while :; do while :; do :; done; done", /worked for more than|not done within|too many|iterations/],
  ["x=a; while :; do x=$x$x; done", /string length|worked for more than|not done within/],
  ['a=({1..999}); while :; do a+=("${a[@]}"); done', /limit exceeded|array|worked for more than|not done within|call stack/],
  [
    'set -- {1..999}; while :; do set -- "$@" "$@"; done',
    /limit exceeded|array|worked for more than|not done within|call stack|string length/,
  ],
  ["eval \"$(printf 'while :; do :; done;%.0s' {1..1000})\"", /worked for more than|not done within|too many|size/],
  ["awk 'BEGIN { while (1) x++ }'", /worked for more than|not done within|iterations/],
  ["awk 'BEGIN { s = \"a\"; while (1) s = s s }'", /worked for more than|not done within|iterations|length|size/],
  ["awk 'function f() { f() } BEGIN { f() }'", /depth|recursion|call stack/i],
  ["awk 'BEGIN { for (i = 0; i < 1e9; i++) a[i] = i }'", /worked for more than|not done within|iterations|elements/],
  ["echo a | sed ':a;s/a/aa/;ba'", /worked for more than|not done within|iterations/],
  ["echo null | jq 'def f: f; f'", /worked for more than|not done within|depth|iterations|call stack/i],
  ["echo null | jq '[range(1e9)]'", /worked for more than|not done within|limit exceeded/],
  ["echo null | jq 'last(repeat(1))'", /worked for more than|not done within|limit exceeded|iterations/],
  ["seq 1 1000000000", /limit exceeded/],
  ["echo {1..100000000}{1..100000000} | wc -c", /worked for more than|not done within|limit exceeded|^\d+\n$/],
  ["printf '%1000000000s' x", /limit exceeded/],
  [
    "printf '%0.s-' {1..9999} > f; while :; do cat f f > g; mv g f; done",
    /size exceeded|worked for more than|not done within|limit exceeded/,
  ],
  ["yes | head -n 1000000000", /yes: command not found/],
  ["trap 'while :; do :; done' EXIT; while :; do :; done", /worked for more than|not done within|too many/],
  ["timeout 1000 bash -c 'while :; do :; done'", /worked for more than|not done within|too many/],
  ["echo x | xargs -n 1 bash -c 'bash -c \"while :; do :; done\"'", /worked for more than|not done within|too many/],
  ["source /dev/stdin <<< 'while :; do :; done'", /worked for more than|not done within|too many|^$/],
  ["echo 'source /loop.sh' > /loop.sh; source /loop.sh", /depth|recursion|nesting/i],
];

/** Lines whose parsing or matching is the attack: they must come to an ordinary end. */
const heavy: readonly (readonly [string, RegExp])[] = [
  [`${"(".repeat(5_000)}echo${")".repeat(5_000)}`, /nesting depth/],
  [`${"$(echo ".repeat(1_000)}a${")".repeat(1_000)}`, /nesting depth/],
  [`echo ${"{a,b}".repeat(60)}`, /limit exceeded|\{a,b\}|worked for more than|not done within/],
  [`cat <<END\n${"x".repeat(2_000_000)}\nEND`, /too large|limit exceeded/i],
  [`echo ${long} | grep -E '(a+)+$b'`, /exit 1/],
  [`echo ${long} | sed -E 's/(a|a?|aa)+(a*)*b/x/'`, /^a+\n$/],
  [`[[ ${long} =~ ^(a|aa)+$b ]]; echo $?`, /^[01]\n$/],
  [`touch ${long}; ls *a*a*a*a*a*a*a*a*a*a*a*b`, /No such file/],
  [`touch ${long}; find / -name '*a*a*a*a*a*a*a*a*a*a*a*b'`, /^$/],
  [`x=${long}; echo \${x//*a*a*a*a*a*a*a*a*a*b/}`, /^a+\n$/],
  [`shopt -s extglob; [[ ${long} == +(+(+(a|aa)|a))b ]]; echo $?`, /^1\n$/],
  [`mkdir -p ${"a/".repeat(3_000)}`, /cannot create directory/],
  ["echo 'unclosed", /syntax error|unexpected/i],
  ["if while until do then", /syntax error/],
];

/** Lines that reach for what is not theirs. */
const escapes: readonly (readonly [string, RegExp])[] = [
  [
    "cat /.agent/policy.json; ls -a /; find / -name 'policy*'; cat /garden/../.agent/policy.json",
    /^(?![\s\S]*\{\})(?![\s\S]*\.agent\n)/,
  ],
  ["cd /.agent; pwd; echo x > /.agent/policy.json; cp notes.md /.AGENT/x", /^(?![\s\S]*^\/\.agent$)/m],
  ["cat ../../../../../../etc/passwd; cat /etc/shadow; cat /proc/self/environ; ls /proc", /No such file/],
  ["ln -s /.agent link; cat link/policy.json; ln notes.md hard", /not allowed[\s\S]*No such file|No such file/],
  ["echo $'\\x00' > \"a\\\\b\"; touch $'x\\ny'; touch 'C:'", /EINVAL|cannot|refused|invalid/i],
  ["python3 -c 'print(1)'; node -e 1; sqlite3 x; js-exec 1; sudo ls; ssh host; nc -l 1", /(?:not (?:found|available)[\s\S]*){7}/],
];

const said = async (shell: ReturnType<typeof createShell>, command: string, limits = {}): Promise<string> => {
  const end = await shell.run(command, limits);
  if (end.type === "exceeded") return end.limit;
  if (end.type === "aborted") return "aborted";
  return `${end.stdout}${end.stderr}${end.exitCode === 0 ? "" : `exit ${end.exitCode}\n`}`;
};

test.each([...endless, ...heavy, ...escapes])("%s", async (command, expected) => {
  const shell = createShell(files);
  // On a busy machine the time is over before what else would end it.
  const ends = new RegExp(`${expected.source}|^it (?:was not done within|worked for more than)`, expected.flags);
  expect((await said(shell, command, bounds)).slice(0, 4_000)).toMatch(ends);
  // The next command of the same shell works.
  expect(await said(shell, "echo alive")).toBe("alive\n");
});

test("what is reserved is neither changed nor seen by any of them", async () => {
  const shell = createShell(files);
  for (const [command] of escapes) await shell.run(command, bounds);
  const { files: changed, reads } = await shell.overlay.effect();
  expect([...changed, ...reads].filter(({ path }) => path.toLowerCase().startsWith("/.agent"))).toEqual([]);
});
