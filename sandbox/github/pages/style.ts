/** One sheet for all pages; light and dark follow the reader's setting. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #dfe2e6; --paper: #fff; --wash: #f6f7f9;
  --link: #0b62c4; --add: #dff5e3; --add-ink: #17663a; --del: #fde5e4; --del-ink: #9f2f25; --hunk: #e8f0fb;
  --open: #1f8a4c; --merged: #7a4fd0; --closed: #c63a2f; --draft: #6c727c; --wait: #b97a07; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa1ab; --line: #2d333b; --paper: #14171b;
  --wash: #1b1f25; --link: #6cb0ff; --add: #12301f; --add-ink: #7ddba0; --del: #3a1a1a; --del-ink: #ff9c92; --hunk: #1a2738; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
header { border-bottom: 1px solid var(--line); background: var(--wash); padding: 12px 24px; font-weight: 600; }
header .note { float: right; color: var(--soft); font-weight: 400; font-size: 13px; }
main { max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; font-weight: 500; line-height: 1.25; margin: 0 0 8px; } h1 .number { color: var(--soft); font-weight: 300; }
h2 { font-size: 16px; margin: 28px 0 10px; }
.meta { color: var(--soft); margin: 0 0 20px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 240px; gap: 28px; }
@media (max-width: 800px) { .columns { grid-template-columns: minmax(0, 1fr); } }
.badge { display: inline-block; border-radius: 999px; color: #fff; padding: 3px 12px; font-size: 13px; font-weight: 600; margin-right: 6px; }
.badge.open { background: var(--open); } .badge.merged { background: var(--merged); } .badge.closed { background: var(--closed); } .badge.draft { background: var(--draft); }
.ref { background: var(--hunk); border-radius: 5px; padding: 1px 6px; font: 12.5px ui-monospace, "DejaVu Sans Mono", monospace; }
.card { border: 1px solid var(--line); border-radius: 8px; margin-bottom: 16px; overflow: hidden; }
.card > .head { background: var(--wash); border-bottom: 1px solid var(--line); padding: 8px 14px; color: var(--soft); font-size: 13.5px; }
.card > .body { padding: 12px 16px; overflow-wrap: anywhere; }
.rows > div, .rows > a { display: flex; gap: 10px; padding: 8px 14px; border-top: 1px solid var(--line); align-items: baseline; color: inherit; }
.rows > :first-child { border-top: 0; } .rows .grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.rows .soft { color: var(--soft); font-size: 13px; }
aside h3 { font-size: 13px; color: var(--soft); margin: 0 0 6px; } aside section { border-bottom: 1px solid var(--line); padding: 0 0 14px; margin-bottom: 14px; }
.label { display: inline-block; border-radius: 999px; padding: 1px 9px; font-size: 12px; font-weight: 600; margin: 0 4px 4px 0; border: 1px solid rgb(0 0 0 / 12%); }
.state { font-weight: 700; width: 16px; text-align: center; } .state.success { color: var(--open); } .state.failure, .state.error { color: var(--closed); } .state.pending { color: var(--wait); }
.plus { color: var(--add-ink); } .minus { color: var(--del-ink); }
table.diff { width: 100%; border-collapse: collapse; font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
table.diff td { padding: 0 10px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
table.diff td.n { width: 1%; min-width: 44px; color: var(--soft); text-align: right; user-select: none; white-space: nowrap; }
table.diff tr.add { background: var(--add); } table.diff tr.del { background: var(--del); } table.diff tr.hunk { background: var(--hunk); color: var(--soft); }
table.diff tr.add td:last-child { color: var(--add-ink); } table.diff tr.del td:last-child { color: var(--del-ink); }
.markdown table { border-collapse: collapse; display: block; overflow-x: auto; margin: 12px 0; } .markdown th, .markdown td { border: 1px solid var(--line); padding: 5px 12px; text-align: left; overflow-wrap: normal; } .markdown blockquote { margin: 12px 0; padding: 2px 14px; border-left: 4px solid var(--line); } .markdown blockquote.alert { border-left-color: var(--closed); }
.markdown th { background: var(--wash); } .markdown code, code { background: var(--wash); border-radius: 4px; padding: 1px 5px; font: 12.5px ui-monospace, "DejaVu Sans Mono", monospace; }
.markdown pre, pre { background: var(--wash); border-radius: 6px; padding: 12px; overflow: auto; } .markdown pre code, pre code { padding: 0; }
.markdown details { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin: 10px 0; } .markdown summary { cursor: pointer; font-weight: 600; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; } .markdown img { max-width: 100%; }
/* A list of tasks needs no bullets. */
.markdown li:has(> input) { list-style: none; margin-left: -20px; }
.empty { color: var(--soft); padding: 14px; }
`;
