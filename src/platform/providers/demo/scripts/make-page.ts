import { linesOf, outcomeSentence } from "../results.ts";
import { sampleLogPath } from "../sample-files.ts";
import { isDone, lastCall } from "../scene.ts";
import { call, type Script, say, think } from "../script.ts";

interface Reading {
  readonly time: string;
  readonly humidity: number;
}

const readingsIn = (lines: readonly string[]): readonly Reading[] =>
  lines.flatMap((line) => {
    const [, time, humidity] = /^(\S+ \d\d:\d\d)\s+humidity\s+(\d+)/.exec(line) ?? [];
    return time === undefined || humidity === undefined ? [] : [{ time, humidity: Number(humidity) }];
  });

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Humidity in the fern house</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<h1>Humidity in the fern house</h1>
<p id="summary">No readings yet.</p>
<svg id="chart" viewBox="0 0 600 240" role="img" aria-label="Humidity over time"></svg>
<p id="reading">Move over the line to read it.</p>
<script src="readings.js"></script>
<script src="chart.js"></script>
</body>
</html>
`;

const style = `body { margin: 2rem auto; max-width: 40rem; padding: 0 1rem; font: 16px/1.5 Georgia, serif; color: #21302a; background: #f7f7f1; }
h1 { font-weight: 400; color: #1c6a3a; }
svg { width: 100%; background: #fff; border: 1px solid #cfd8cd; border-radius: 8px; }
polyline { fill: none; stroke: #1c6a3a; stroke-width: 2; }
circle { fill: #a24a00; }
#reading { font-variant-numeric: tabular-nums; color: #5a665d; }
`;

const chart = `const chart = document.getElementById("chart");
const values = readings.map(({ humidity }) => humidity);
const low = Math.min(...values), high = Math.max(...values);
const place = (value, index) => [
  20 + (560 * index) / Math.max(1, values.length - 1),
  220 - (200 * (value - low)) / Math.max(1, high - low),
];
const make = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return chart.appendChild(element);
};
make("polyline", { points: values.map((value, index) => place(value, index).join(",")).join(" ") });
const dot = make("circle", { r: 5, cx: -20, cy: -20 });
document.getElementById("summary").textContent =
  readings.length + " readings, from " + low + " % to " + high + " %.";
chart.addEventListener("pointermove", ({ clientX }) => {
  const box = chart.getBoundingClientRect();
  const at = Math.round((((clientX - box.left) / box.width) * 600 - 20) / 560 * (values.length - 1));
  const index = Math.min(values.length - 1, Math.max(0, at));
  const [x, y] = place(values[index], index);
  dot.setAttribute("cx", x);
  dot.setAttribute("cy", y);
  document.getElementById("reading").textContent = readings[index].time + ": " + readings[index].humidity + " %";
});
`;

const parts = (readings: readonly Reading[]): readonly (readonly [path: string, text: string])[] => [
  ["/site/index.html", page],
  ["/site/style.css", style],
  ["/site/readings.js", `const readings = ${JSON.stringify(readings)};\n`],
  ["/site/chart.js", chart],
];

/** Makes a small page of the readings in the log: a page, its style, its numbers and the script that draws them. */
export const makePage: Script = (scene) => {
  const read = lastCall(scene, "read");
  if (read === undefined) return [say("I read the readings first."), call("read", { file_path: sampleLogPath })];
  const readings = readingsIn(linesOf(read));
  if (!isDone(read) || readings.length === 0)
    return [say(`${outcomeSentence(read, "Read", `\`${sampleLogPath}\``)} There is nothing to draw, so I made no page.`)];
  const written = scene.calls.filter(({ tool }) => tool === "write");
  if (written.length === 0)
    return [
      think(`${readings.length} readings. A page, a style sheet, the numbers, and a script that draws them.`),
      say(`${readings.length} readings. I make a page of four files.`),
      ...parts(readings).map(([file_path, content]) => call("write", { file_path, content })),
    ];
  const failed = written.filter((one) => !isDone(one));
  if (failed.length > 0) return [say(failed.map((one) => outcomeSentence(one, "Wrote", "a file of the page")).join(" "))];
  return [
    say(
      "The page is there: open `/site/index.html` in **Files** and press **Preview**. It runs in a frame without a network, so its script can draw and nothing else.",
    ),
  ];
};
