/** Readings of one night and day in the fern house, every twelve minutes: what a sensor would have written. */
const startMinute = 18 * 60;
const stepMinutes = 12;
const readings = 120;

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Humidity falls slowly, and the misters lift it again; the vents open on the warm side of noon. */
const readingAt = (index: number): string => {
  const minute = startMinute + index * stepMinutes;
  const day = 3 + Math.floor(minute / 1440);
  const hour = (minute % 1440) / 60;
  const sun = Math.max(0, Math.sin(((hour - 6) / 12) * Math.PI));
  const sinceMist = index % 15;
  const humidity = Math.round(91 - sinceMist * 1.1 - sun * 9);
  const warmth = (16.5 + sun * 8.2 + (index % 4) * 0.1).toFixed(1);
  const note = sinceMist === 0 ? "misters on for 90 s" : sun > 0.85 && index % 5 === 0 ? "roof vents open" : "ok";
  return `2026-03-${twoDigits(day)} ${twoDigits(Math.floor(hour))}:${twoDigits(minute % 60)}  humidity ${humidity} %  air ${warmth} C  ${note}`;
};

export const humidityLog: string = `# fern house, bench 2, one reading every ${stepMinutes} minutes\n${Array.from(
  { length: readings },
  (_, index) => readingAt(index),
).join("\n")}\n`;
