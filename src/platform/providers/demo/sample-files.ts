import { humidityLog } from "./sample-log.ts";

export interface SampleFile {
  readonly path: string;
  readonly text: string;
}

/** Left over on purpose: the demo asks to delete it. */
export const sampleScratchPath = "/plans/scratch.txt";
/** Long on purpose: the demo asks to cut it. */
export const sampleLogPath = "/logs/humidity.log";

const readme = `# Fernhollow Glasshouse

A small botanic glasshouse with three rooms: the fern house (cool, damp), the orchid house (warm, bright) and the bog bench,
where the carnivores live. It reopens to visitors in spring.

- \`plants/\` what grows here and how it wants to be kept
- \`plans/\` what we mean to do, and when
- \`logs/\` what the sensors and the repair book say

House rule: write down what you changed, so that the next person on shift can see why.
`;

const springReopening = `# Spring reopening

Doors open on Saturday 28 March. Until then:

| Week | Task | Who | State |
|---|---|---|---|
| 10 | Replace cracked pane above the fern house door | Ines | done |
| 10 | Flush the misting line, check every nozzle | Tomas | in progress |
| 11 | Repot the Dendrobium bench | Ada | open |
| 11 | Print new labels for the bog bench | Ines | open |
| 12 | Trial day for the volunteers | all | open |

## Risks

1. Humidity in the fern house drops below 75 % around noon. The misters alone do not hold it; shade cloth would.
2. The boiler is old. A spare pump is ordered and arrives in week 11.
3. The path to the bog bench is narrow: one wheelchair at a time, so the tour route has to be a loop.

## Not this spring

- The café corner. No water connection yet.
- The night opening for moths. Lovely, but not before June.
`;

const mistingSchedule = `# Misting schedule

Rain water only. Tap water leaves lime on the fronds.

| Room | Winter | Summer | Aim |
|---|---|---|---|
| Fern house | every 3 hours, 90 s | every 90 minutes, 60 s | humidity 80 to 90 % |
| Orchid house | morning and noon, 45 s | morning, noon, late afternoon | humidity 65 to 75 % |
| Bog bench | none, stands in water | none, stands in water | water level 2 cm |

Last misting two hours before dusk: leaves that stay wet overnight rot.
If the log shows humidity under 75 % for more than an hour, add one round and note it in the repair book.
`;

const volunteerRota = `# Volunteers in March

- Mondays: Ada (watering), Jun (labels)
- Wednesdays: Tomas (misting line, pumps)
- Fridays: Ines (glass, tools), Mira (visitors' desk)
- Weekends: two people, never one alone on the ladder

Keys hang in the potting shed. The last one out checks the vents and writes the time on the board.
`;

const scratch = `scratch, can go

- ask Jun about label font??
- 14 x 9 = 126 pots (too many for the bench)
- shade cloth: 12 m, green or white?
- call about pump. CALLED, see plan
`;

const orchids = `# Orchid house

Warm, bright, never soggy. Days 22 to 28 C, nights not under 16 C, humidity 65 to 75 %.

## Dendrobium kingianum
Cool and dry in winter, or it makes keikis instead of flowers. Repot in week 11, fine bark, same size pot.

## Paphiopedilum delenatii
Likes it shadier than the others. Water when the top of the bark is dry, about every five days.

## Vanilla planifolia
Climbs the north pillar. Has not flowered yet; it needs about three metres of stem first, and it has two.
`;

const ferns = `# Fern house

Cool, shaded, damp. Days under 24 C, humidity 80 to 90 %, rain water.

## Dicksonia antarctica
The tree fern by the door. Water the trunk, not the soil. Old fronds stay on as a skirt until April.

## Adiantum raddianum
Dies back when the air dries out for a single afternoon and comes up again from the root. Do not throw it out.

## Platycerium bifurcatum
On cork, above the bench. Soak for ten minutes every week; in a dry week twice.
`;

const carnivores = `# Bog bench

Full light, poor soil, standing rain water. Never feed, never fertilise.

- Sarracenia flava: cut dead pitchers in February. First flower bud seen on 1 March.
- Drosera capensis: seeds itself everywhere. Two trays are for sale at the desk.
- Dionaea muscipula: visitors poke it. One sign more, and a spare plant at the front for poking.
`;

const register = `id,name,house,since,pots,water_days
F-01,Dicksonia antarctica,fern,1998,1,2
F-02,Adiantum raddianum,fern,2015,6,1
F-03,Platycerium bifurcatum,fern,2011,3,7
F-04,Asplenium nidus,fern,2019,4,3
O-01,Dendrobium kingianum,orchid,2007,14,6
O-02,Paphiopedilum delenatii,orchid,2017,5,5
O-03,Vanilla planifolia,orchid,2020,1,4
O-04,Phalaenopsis equestris,orchid,2021,9,6
B-01,Sarracenia flava,bog,2012,8,0
B-02,Drosera capensis,bog,2016,22,0
B-03,Dionaea muscipula,bog,2018,12,0
`;

const repairs = `# Repair book

- 2026-02-17, Tomas: nozzle 4 in the fern house dripped all night. New washer.
- 2026-02-24, Ines: pane above the fern house door cracked in the storm. Taped; replaced on 2 March.
- 2026-03-01, Ada: boiler short of water again, topped up. Third time this winter; spare pump ordered.
- 2026-03-04, Tomas: humidity under 75 % at noon although the misters ran. Lime in nozzles 2 and 7.
`;

/** A small workspace for people who have none of their own yet. Every file ends with a line end; paths are absolute. */
export const sampleFiles: readonly SampleFile[] = [
  { path: "/README.md", text: readme },
  { path: sampleLogPath, text: humidityLog },
  { path: "/logs/repairs.md", text: repairs },
  { path: "/plans/misting-schedule.md", text: mistingSchedule },
  { path: sampleScratchPath, text: scratch },
  { path: "/plans/spring-reopening.md", text: springReopening },
  { path: "/plans/volunteer-rota.md", text: volunteerRota },
  { path: "/plants/carnivores.md", text: carnivores },
  { path: "/plants/ferns.md", text: ferns },
  { path: "/plants/orchids.md", text: orchids },
  { path: "/plants/register.csv", text: register },
];
