// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are the shell's own
import { expect, test } from "vitest";
import { createShell } from "./run-shell.fake.ts";

const garden = {
  "/garden/ferns.md": "# Ferns\nShade. Water daily.\nNo sun.\n",
  "/garden/roses.md": "# Roses\nSun. Water weekly.\n",
  "/data/plants.csv": "name,light,weeks\nfern,shade,1\nrose,sun,2\nmoss,shade,1\n",
  "/data/plants.json": '[{"name":"fern","weeks":1},{"name":"rose","weeks":2}]',
  "/run.sh": "echo ran with $1\n",
};

/** Each line with what a shell of GNU and bash prints for it, over the same files. */
const lines: readonly (readonly [string, string])[] = [
  ["ls", "data\ngarden\nrun.sh\n"],
  ["cd garden && pwd && echo *.md", "/garden\nferns.md roses.md\n"],
  ["cat garden/*.md | grep -c Water", "2\n"],
  ["grep -rn Sun /garden", "/garden/roses.md:2:Sun. Water weekly.\n"],
  ["find . -name '*.md' -type f | sort", "./garden/ferns.md\n./garden/roses.md\n"],
  ["tail -n +2 data/plants.csv | cut -d, -f2 | sort | uniq -c | sort -rn | awk '{print $2, $1}'", "shade 2\nsun 1\n"],
  ["awk -F, 'NR > 1 { weeks += $3 } END { print weeks }' data/plants.csv", "4\n"],
  ["sed -n '2s/Sun/Shade/p' garden/roses.md", "Shade. Water weekly.\n"],
  ["jq -r '.[] | select(.weeks > 1) | .name' data/plants.json", "rose\n"],
  ['for file in garden/*.md; do echo "${file##*/}: $(wc -l < "$file" | tr -d \' \')"; done', "ferns.md: 3\nroses.md: 2\n"],
  ["printf '%s\\n' b a c | sort | paste -sd, -", "a,b,c\n"],
  ["echo {1..3}{a,b} | tr ' ' '\\n' | wc -l | tr -d ' '", "6\n"],
  ["[[ fern-12 =~ ^([a-z]+)-([0-9]+)$ ]] && echo ${BASH_REMATCH[2]}", "12\n"],
  ['greet() { local name=${1:-nobody}; echo "hello $name"; }; greet; greet moss', "hello nobody\nhello moss\n"],
  ["cat <<'END'\n$HOME stays\nEND", "$HOME stays\n"],
  ["echo $((7 * 6)) && test -d garden && echo yes || echo no", "42\nyes\n"],
  ["printf 'a b c' | xargs -n 1 echo item", "item a\nitem b\nitem c\n"],
  ["bash run.sh ferns && ./run.sh roses", "ran with ferns\nran with roses\n"],
  ["echo -n fern | sha256sum | cut -c 1-16", "f0a5da17e0ffa3a2\n"],
  ["echo grün | tr 'a-z' 'A-Z'; echo grün | wc -c | tr -d ' '", "GRüN\n6\n"],
  ["echo new > made/for/it.md && cat made/for/it.md", "new\n"],
  ["cat missing.md", "cat: missing.md: No such file or directory\nexit 1\n"],
  ["nosuch", "bash: nosuch: command not found\nexit 127\n"],
  ["grep nothing garden/ferns.md", "exit 1\n"],
  ["echo one >&2; echo two | cat; exit 3", "two\none\nexit 3\n"],
  ["printf 'watered' | gzip | gunzip", "watered"],
  [
    "curl https://example.com",
    "curl: the shell reaches no network, and nothing was sent. Call the tool fetch, write what it gives to a file, and go on with that.\nexit 7\n",
  ],
];

test.each(lines)("%s", async (command, output) => {
  expect(await createShell(garden).output(command)).toBe(output);
});
