import { type Script, say } from "../script.ts";

interface Month {
  readonly name: string;
  readonly light: string;
  readonly fern: string;
  readonly orchid: string;
  readonly bog: string;
}

const months: readonly Month[] = [
  {
    name: "January",
    light: "eight hours, all of it grey",
    fern: "rests under glass that drips",
    orchid: "Dendrobium stays dry and bright",
    bog: "sits in cold water and does nothing at all",
  },
  {
    name: "February",
    light: "ten hours and a first warm noon",
    fern: "uncurls one frond too early, as every year",
    orchid: "Phalaenopsis sets its spikes",
    bog: "wants last year's pitchers cut",
  },
  {
    name: "March",
    light: "even days and nights",
    fern: "needs its mist at noon again",
    orchid: "is repotted in fine bark",
    bog: "shows the first flower buds",
  },
  {
    name: "April",
    light: "quick light between showers",
    fern: "loses its brown skirt",
    orchid: "opens the first kingianum flowers",
    bog: "catches its first flies",
  },
  {
    name: "May",
    light: "fifteen hours, shade cloth on the south side",
    fern: "doubles its fronds",
    orchid: "drinks every fourth day",
    bog: "puts up a thicket of new traps",
  },
  {
    name: "June",
    light: "the longest days",
    fern: "lives behind wet cloth",
    orchid: "wants the vents open by ten",
    bog: "is finally as sunny as it likes",
  },
  {
    name: "July",
    light: "hard light, hot glass",
    fern: "is misted every hour and a half",
    orchid: "grows roots out of every pot",
    bog: "empties its trays in a day",
  },
  {
    name: "August",
    light: "still long, already lower",
    fern: "carries spores in neat rows",
    orchid: "lets the vanilla climb a hand's breadth",
    bog: "seeds itself into the neighbours",
  },
  {
    name: "September",
    light: "twelve hours again",
    fern: "is glad of every cool night",
    orchid: "has its shade taken off leaf by leaf",
    bog: "turns red from the rim",
  },
  {
    name: "October",
    light: "short afternoons",
    fern: "gets the last feed of the year",
    orchid: "is dried off to make it flower",
    bog: "slows down",
  },
  {
    name: "November",
    light: "nine hours with lamps",
    fern: "stands away from the cold glass",
    orchid: "keeps sixteen degrees at night",
    bog: "drops its traps one by one",
  },
  {
    name: "December",
    light: "seven and a half hours",
    fern: "is left in peace",
    orchid: "shows the first buds in the dark",
    bog: "freezes at the edges, and likes it",
  },
];

const rounds = ["morning", "noon", "dusk"] as const;
const degrees = [14, 15, 17, 19, 22, 25, 27, 26, 22, 18, 15, 14];

const roundOf = ({ name, light, fern, orchid, bog }: Month, index: number, round: (typeof rounds)[number]): string => {
  const warmth = (degrees[index] ?? 18) + rounds.indexOf(round) * 2;
  return `### ${name}, the ${round} round

The light: ${light}. In the ${round} the air stands at about ${warmth} °C by the door and ${warmth + 3} °C under the ridge, and the round goes the same way every time, because *whoever changes the way forgets a bench*.

1. **Fern house.** The tree fern ${fern}. Read the humidity before you open anything; write it down after you closed it again. Under 75 % for an hour is a reason for one more misting, not for two.
2. **Orchid house.** Here the collection ${orchid}. Lift a pot before you water it: light means dry, and dry is right more often than wrong.
3. **Bog bench.** It ${bog}. Rain water only, two centimetres in the tray, and never a drop of feed.

Note three things before you go on: what was dry, what was wet, and what surprised you. The first two make next week's plan; **the third makes next year's**, because a house changes slowly and is only understood in the reading of many small notes.

> Leave each room as you would want to find it at ${round === "dusk" ? "dawn" : "the next round"}: vents noted, hose coiled, label readable.

`;
};

const tableOf = (index: number): string => {
  const warmth = degrees[index] ?? 18;
  return `| Room | Day | Night | Humidity | Water |
|:--|--:|--:|--:|:--|
| Fern house | ${warmth + 2} °C | ${warmth - 3} °C | ${90 - (index % 5)} % | rain, misted |
| Orchid house | ${warmth + 6} °C | ${Math.max(16, warmth - 1)} °C | ${74 - (index % 4)} % | rain, poured |
| Bog bench | ${warmth} °C | ${warmth - 6} °C | open | rain, standing |

\`\`\`text
${months[index]?.name.toLowerCase() ?? ""}: mist ${index > 3 && index < 9 ? "every 90 min, 60 s" : "every 3 h, 90 s"}
vents: open above ${warmth + 8} C, close below ${warmth + 3} C
\`\`\`

`;
};

const monthOf = (month: Month, index: number): string =>
  `## ${index + 1}. ${month.name}\n\n${rounds.map((round) => roundOf(month, index, round)).join("")}${tableOf(index)}`;

/** About 40 KB of Markdown: headings, lists, tables, quotes, code. */
export const longAnswer = `# A year in the glasshouse

Scripted by the Demo model, to show how a long answer streams: about forty kilobytes, month by month. Stop it whenever you like; what is written stays.

${months.map(monthOf).join("")}That was the year. It begins again with the first frond that uncurls too early.
`;

/** One very long answer. */
export const writeLong: Script = () => [say(longAnswer)];
