/**
 * Pictures of the signs that our comments use. GitHub shows them with the reader's own emoji font, which a machine that
 * draws pictures may lack.
 */

const disc = (colour: string, sign: string) => `<circle cx="18" cy="18" r="17" fill="${colour}"/>${sign}`;
const stroke = (path: string, colour = "#fff", width = 5) =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const tile = (colour: string, sign: string) =>
  `<rect x="1" y="1" width="34" height="34" rx="6" fill="${colour}"/>${sign}`;

const SIGNS: Readonly<Record<string, string>> = {
  "❌": stroke("M6 6 30 30M30 6 6 30", "#dd2e44", 7),
  "✅": tile("#3fa45b", stroke("M8 19l7 7L28 10")),
  "⚠": `<path d="M18 3 35 33H1z" fill="#ffcc4d"/>${stroke("M18 13v10M18 28v.5", "#231f20", 4)}`,
  "⏸": tile("#3b88c3", stroke("M13 10v16M23 10v16")),
  "🔴": disc("#dd2e44", ""),
  "🟢": disc("#3fa45b", ""),
  "🎲": tile("#be1931", stroke("M11 11h.1M25 11h.1M18 18h.1M11 25h.1M25 25h.1")),
  ℹ: tile("#3b88c3", stroke("M18 10v.5M18 17v10")),
};

/** Puts a picture in the place of each sign that is known here; others stay what they are. */
export function drawEmoji(html: string): string {
  return html.replace(/(\p{Extended_Pictographic})\uFE0F?/gu, (whole, sign: string) => {
    const drawing = SIGNS[sign];
    return drawing === undefined ? whole : `<svg class="emoji" viewBox="0 0 36 36">${drawing}</svg>`;
  });
}
