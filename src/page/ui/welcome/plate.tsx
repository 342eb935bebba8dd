import { Mark, type MarkKind } from "../parts/mark.tsx";
import { Leaf, type LeafSpec } from "./leaf.tsx";

/** A caption beside the jar, and the organ of the plant that it speaks about. */
interface Organ {
  readonly kind: MarkKind;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly side: "left" | "right";
  readonly captionY: number;
  readonly captionX: number;
  readonly name: string;
  readonly says: string;
}

const organs: readonly Organ[] = [
  {
    kind: "model",
    x: 278,
    y: 134,
    size: 18,
    side: "right",
    captionX: 470,
    captionY: 84,
    name: "the model",
    says: "thinks and answers",
  },
  {
    kind: "approval",
    x: 330,
    y: 180,
    size: 16,
    side: "right",
    captionX: 476,
    captionY: 176,
    name: "asks you",
    says: "before it matters",
  },
  {
    kind: "network",
    x: 356,
    y: 264,
    size: 16,
    side: "right",
    captionX: 476,
    captionY: 262,
    name: "network",
    says: "only where you allow",
  },
  {
    kind: "write",
    x: 352,
    y: 392,
    size: 16,
    side: "right",
    captionX: 476,
    captionY: 408,
    name: "writes",
    says: "and can be undone",
  },
  {
    kind: "graph",
    x: 240,
    y: 168,
    size: 16,
    side: "left",
    captionX: 84,
    captionY: 146,
    name: "graph",
    says: "what hangs together",
  },
  {
    kind: "memory",
    x: 208,
    y: 234,
    size: 16,
    side: "left",
    captionX: 84,
    captionY: 232,
    name: "memory",
    says: "fades unless used",
  },
  { kind: "read", x: 206, y: 348, size: 16, side: "left", captionX: 84, captionY: 362, name: "reads", says: "files and pages" },
];

const leaves: readonly LeafSpec[] = [
  { x: 316, y: 424, turn: 28, scale: 1.1 },
  { x: 326, y: 418, turn: -62, scale: 0.8 },
  { x: 250, y: 390, turn: 22, scale: 1.1, mirrored: true },
  { x: 236, y: 382, turn: -58, scale: 0.8, mirrored: true },
  { x: 312, y: 307, turn: 30, scale: 1.05 },
  { x: 326, y: 300, turn: -58, scale: 0.8 },
  { x: 250, y: 288, turn: 20, scale: 1.05, mirrored: true },
  { x: 232, y: 276, turn: -52, scale: 0.72, mirrored: true },
  { x: 305, y: 221, turn: 30, scale: 0.75 },
  { x: 262, y: 202, turn: 14, scale: 0.7, mirrored: true },
  { x: 279, y: 482, turn: -2, scale: 1.2 },
  { x: 280, y: 500, turn: 4, scale: 1.2, mirrored: true },
  { x: 281, y: 352, turn: 10, scale: 0.7 },
  { x: 279, y: 160, turn: 6, scale: 0.5 },
  { x: 278, y: 152, turn: 10, scale: 0.5, mirrored: true },
];

const stem = "M280 526C276 470 290 430 282 380S272 300 282 250 284 170 278 138";
const branches =
  "M283 440C306 428 330 418 352 396M284 400C256 390 226 380 206 352M278 322C304 310 336 300 356 268M279 300C252 288 222 272 208 238M282 232C300 222 322 206 330 184M281 214C264 204 246 190 240 172";
const rule = Array.from(
  { length: 36 },
  (_, index) => `M${(100 + index * 10.3).toFixed(1)} 556.5v${index % 5 === 0 ? 8 : 4}`,
).join("");

const Jar = () => (
  <>
    <path d="M112 548V232a168 168 0 0 1 336 0v316" fill="none" stroke="var(--ink-3)" strokeWidth="1.25" />
    <path d="M122 548V236a158 158 0 0 1 316 0v312" fill="none" stroke="var(--hair-2)" />
    <path d="M136 300c-4-60 6-120 46-168" fill="none" stroke="var(--hair-2)" strokeWidth="1.5" strokeLinecap="round" />
    <circle cx="280" cy="52" r="11" fill="var(--sheet)" stroke="var(--ink-3)" strokeWidth="1.25" />
    <path d="M84 548.5H476M96 556.5H464" stroke="var(--ink-3)" strokeWidth="1.25" />
    <path d={rule} stroke="var(--hair-2)" />
    <path d="M150 548c30-16 70-24 128-24s102 8 132 24" fill="var(--sunk)" stroke="var(--hair-2)" />
  </>
);

const OrganMark = ({ organ }: { readonly organ: Organ }) => {
  const { x, y, size, side, captionX, captionY } = organ;
  const isRight = side === "right";
  return (
    <g>
      <path
        d={`M${x + (isRight ? 11 : -11)} ${y - 1}L${captionX + (isRight ? -6 : 6)} ${captionY - 4}`}
        stroke="var(--hair-2)"
        fill="none"
      />
      <circle cx={x} cy={y} r={size - 5} fill="var(--sheet)" />
      <g transform={`translate(${x - size / 2} ${y - size / 2})`}>
        <Mark kind={organ.kind} size={size} />
      </g>
      <text x={captionX} y={captionY} textAnchor={isRight ? "start" : "end"} className="plate-name">
        {organ.name}
      </text>
      <text x={captionX} y={captionY + 17} textAnchor={isRight ? "start" : "end"} className="plate-says">
        {organ.says}
      </text>
    </g>
  );
};

/** The plant under the bell jar: the legend of all marks, drawn once, where people meet them first. */
export const Plate = () => (
  <figure className="plant">
    <svg
      viewBox="-44 30 668 545"
      role="img"
      aria-label={`A plant under a glass bell. Its stem is the log; each organ is a kind of event with its own mark: ${organs.map(({ name, says }) => `${name}, ${says}`).join("; ")}.`}
    >
      <Jar />
      <g fill="none" stroke="var(--accent)" strokeLinecap="round">
        <path d={stem} strokeWidth="1.75" />
        <path d={branches} strokeWidth="1.4" />
      </g>
      {leaves.map((leaf) => (
        <Leaf key={`${leaf.x} ${leaf.y}`} leaf={leaf} />
      ))}
      {organs.map((organ) => (
        <OrganMark key={organ.kind} organ={organ} />
      ))}
    </svg>
    <figcaption className="cap">Plate I. A run, whole: the stem is the log, every organ an event.</figcaption>
  </figure>
);
