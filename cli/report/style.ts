/** The report's style sheet: light and dark by the reader's setting, and for paper. */
export const style = `
:root {
  color-scheme: light dark;
  --background: #f5f7f9; --surface: #fff; --sunken: #eef1f5; --border: #dbe1e8; --border-strong: #8793a1;
  --text: #17212b; --text-muted: #56636f; --accent: #0d6b78; --warn: #8a5300; --warn-soft: #fdf0d5; --edge: #17212b40;
  --chart-bar: #8cc4cc; --chart-line: #0d6b78; --chart-mean: #b3261e; --chart-low: #d69a63; --chart-high: #4d9ba7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #0f151b; --surface: #171f27; --sunken: #10171e; --border: #2a3641; --border-strong: #75838f;
    --text: #e6ecf1; --text-muted: #9dabb8; --accent: #58bccb; --warn: #efbb5e; --warn-soft: #3a2d10; --edge: #000c;
    --chart-bar: #2f6873; --chart-line: #6fd0de; --chart-mean: #ff938a; --chart-low: #c98a52; --chart-high: #3f95a3;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--background); color: var(--text);
  font: 15px/1.5 "Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 20px; line-height: 1.3; }
h3 { margin: 28px 0 8px; font-size: 15px; }
.muted { color: var(--text-muted); }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 12px 0 0; padding: 0; list-style: none; color: var(--text-muted); }
.facts strong { color: var(--text); font-weight: 600; }
section { margin-top: 24px; padding: 24px 28px; background: var(--surface); border: 1px solid var(--border); border-radius: 12px; }
section > header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 4px 16px; }
code, .cell { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 13px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin: 20px 0 8px; }
.figures div { padding: 12px 14px; background: var(--sunken); border-radius: 8px; }
.figures dt { color: var(--text-muted); font-size: 13px; }
.figures dd { margin: 2px 0 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures small { display: block; color: var(--text-muted); font-size: 12px; font-weight: 400; }
dl { margin: 0; }
figure { margin: 16px 0 0; }
figcaption { color: var(--text-muted); font-size: 13px; }
.chart svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
.scatters { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 8px 16px; }
.scatters figure { margin: 0; }
.key { display: inline-block; width: 10px; height: 10px; margin: 0 4px 0 12px; border-radius: 2px; }
/* A shadow at the edge beyond which there is more: the covers move with the table, the shadows stay. */
.scroll {
  overflow-x: auto; background-repeat: no-repeat; background-attachment: local, local, scroll, scroll;
  background-position: left, right, left, right; background-size: 40px 100%, 40px 100%, 14px 100%, 14px 100%;
  background-image:
    linear-gradient(to right, var(--surface) 40%, transparent), linear-gradient(to left, var(--surface) 40%, transparent),
    linear-gradient(to right, var(--edge), transparent), linear-gradient(to left, var(--edge), transparent);
}
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 12px; border-bottom: 1px solid var(--border); text-align: left; vertical-align: middle; }
thead th { color: var(--text-muted); font-size: 13px; font-weight: 500; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
td .chart { width: 150px; }
a { color: var(--accent); }
details { margin-top: 14px; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; }
details[open] > summary { margin-bottom: 8px; }
.columns { display: grid; grid-template-columns: 2fr 1fr 1fr; gap: 0 40px; align-items: start; }
.columns th { font-weight: 400; }
.warning { margin-top: 16px; padding: 12px 16px; color: var(--warn); background: var(--warn-soft); border-radius: 8px; }
.warning p { margin: 0; }
.share { position: relative; min-width: 180px; }
.share i { position: absolute; inset: 6px auto 6px 0; background: var(--chart-bar); border-radius: 3px; }
pre { overflow-x: auto; padding: 16px; background: var(--sunken); border-radius: 8px; font-size: 13px; line-height: 1.45; }
footer { margin-top: 32px; color: var(--text-muted); font-size: 13px; }
@media (max-width: 760px) { .columns { grid-template-columns: 1fr 1fr; } .columns table:first-child { grid-column: 1 / -1; } }
@media (max-width: 600px) { main { padding: 24px 12px; } section { padding: 18px 16px; } td.small, thead th[aria-label] { display: none; } .wide { display: none; } .narrow { display: block; } thead th { white-space: normal; vertical-align: bottom; } .share { min-width: 60px; } th, td { padding: 7px 8px; } }
@media print {
  :root { color-scheme: light; --background: #fff; }
  main { max-width: none; padding: 0; }
  section { break-inside: avoid; border-color: #ccc; }
  details:not([open]) { display: none; }
}
`;
