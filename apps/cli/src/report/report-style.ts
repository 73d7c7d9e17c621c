/** Light and dark as the reader has it, narrow screens, and paper. */
export const reportStyle = `
:root { color-scheme: light dark; --strong: #1d6fb8; --mild: #7fb2de; --good: #1a7f4b; --bad: #c0392b; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --strong: #6db3f2; --mild: #3a6ea5; --good: #5fd39a; --bad: #ff8a7a; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.3rem; }
p { margin: 0 0 0.5rem; opacity: 0.8; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0.5rem 1.5rem; margin: 0; }
dt { opacity: 0.7; font-size: 0.85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; font-size: 0.85rem; }
.legend i { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 2px; margin-right: 0.4rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9rem; width: 100%; }
th { text-align: left; font-weight: 600; vertical-align: bottom; }
th, td { padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line); }
td:not(:first-child) { white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
small { opacity: 0.7; }
td:first-child { min-width: 14rem; }
svg { width: 100%; min-width: 36rem; height: auto; color: inherit; }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid; } }
`
