const e=require("./counts.js"),t=require("./main10.js"),n=require("./summary2.js"),r=require("./markdown.js");let i=require("node:crypto");function a(e,...t){return{html:e.map((e,n)=>e+o(t[n])).join(``)}}function o(e){return e===void 0||e===!1?``:typeof e==`number`?String(e):typeof e==`string`?c(e):`html`in e?e.html:e.map(o).join(``)}const s={"&":`&amp;`,"<":`&lt;`,">":`&gt;`,'"':`&quot;`,"'":`&#39;`};function c(e){let[t=``,n=``]=[/^\s/.test(e)?` `:``,/\s$/.test(e)?` `:``];return t+r.c(e).replace(/[&<>"']/g,e=>s[e]??``)+n}function l(e,t,n){return e===void 0||!r.o(e)?a`${t}`:a`<a href="${e}" ${n!==void 0&&a` class="${n}"`}>${t}</a>`}function u(e){return a`<span class="vh">${e}</span>`}function d(e,t){return a`<time datetime="${e.toISOString()}" title="${n.s(e)}">${n.a(e,t)}</time>`}function f(e,t){let n=Math.max(1,...e),r=132/Math.max(1,e.length);return h(e.map((e,t)=>{let i=e===0?2:Math.max(3,e/n*34),[o,s]=[(t*r+1).toFixed(1),(34-i).toFixed(1)];return a`<rect${e===0&&a` class="z"`}
      x="${o}"
      y="${s}"
      width="${(r-2).toFixed(1)}"
      height="${i.toFixed(1)}"
      rx="1"
    />`}),t)}function p(e,t){let n=e.filter(e=>e!==void 0),r=Math.max(1,...n),i=132/Math.max(1,e.length),o=e.flatMap((e,t)=>e===void 0?[]:[[t*i+i/2,3+(1-e/r)*28]]),s=a`<path
      d="${o.map(([e,t],n)=>`${n===0?`M`:`L`}${e.toFixed(1)} ${t.toFixed(1)}`).join(``)}"
    />${o.map(([e,t])=>a`<circle cx="${e.toFixed(1)}" cy="${t.toFixed(1)}" r="2.6" />`)}`;return h(o.length===0?a``:s,t)}function m(e,t){let n=(e*132).toFixed(1);return h(a`<rect
      class="z"
      y="13"
      width="${132}"
      height="8"
      rx="4"
    />${e>0&&a`<rect class="bad" y="13" width="${n}" height="8" rx="4" />`}`,t)}function h(e,t){return a`<svg
    class="plot"
    width="${132}"
    height="${34}"
    viewBox="0 0 ${132} ${34}"
    role="img"
    aria-label="${t}"
  >
    <title>${t}</title>
    ${e}
  </svg>`}function g({environments:e,weeks:t}){let[n]=e.map(({metrics:e})=>_(e));return a`<section aria-labelledby="delivery">
    <div class="head">
      <h2 id="delivery">Delivery</h2>
      <p>The last ${t} weeks, from git alone.</p>
    </div>
    <div class="card frame" role="region" aria-label="Delivery by environments" tabindex="0">
      <table class="d" role="table">
        <caption class="vh">
          How promotions went in each environment
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">environment</th>
            ${(n??[]).map(({name:e})=>a`<th scope="col" role="columnheader">${e}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${e.map(ee)}
        </tbody>
      </table>
    </div>
  </section>`}function ee({name:e,metrics:t}){return a`<tr role="row">
    <th scope="row" role="rowheader">${e}</th>
    ${_(t).map(({name:e,value:t,of:n,plot:r})=>a`<td role="cell" data-e="${e}"><div class="x"><div><b${t===`\u2013`&&a` class="none"`}>${t}</b><small>${n}</small></div>${r}</div></td>`)}
  </tr> `}function te(e){return a`<dl class="four">${_(e).map(({name:e,value:t,of:n,plot:r})=>a`<div><dt class="cap">${e}</dt><dd><b${t===`\u2013`&&a` class="none"`}>${t}</b><small>${n}</small>${r}</dd></div>`)}</dl>`}function _(e){let{promotions:t,perWeek:r,weeks:i,leadTime:o,leadTimes:s,failed:c,failureRate:l,timeToRestore:u}=e,d=`Promotions of each week, the oldest first: ${i.join(`, `)}.`,h=s.map(e=>e===void 0?`none`:n.o(e));return[{name:`deployment frequency`,value:t===0?`0`:`${n.l(r)} / week`,of:y(t,`promotion`),plot:f(i,d)},{name:`lead time for changes`,value:v(o),of:o===void 0?`no commit is known`:`median of ${o.count}`,plot:p(s,`Median lead time of each week, the oldest first: ${h.join(`, `)}.`)},{name:`change failure rate`,value:l===void 0?`\u2013`:n.c(l),of:l===void 0?`no promotion`:`${c} of ${t} taken back`,plot:m(l??0,`${c} of ${t} promotions were taken back.`)},{name:`time to restore`,value:v(u),of:u===void 0?`nothing was taken back`:`median of ${u.count}`,plot:a``}]}function v(e){return e===void 0?`\u2013`:n.o(e.median)}function y(e,t){return`${e} ${t}${e===1?``:`s`}`}const b=`(() => {
  'use strict';
  const root = document.documentElement;
  const one = (selector) => document.querySelector(selector);
  const themes = ['auto', 'light', 'dark'];
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch {} };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const setTheme = (theme) => {
    if (theme === 'auto') root.removeAttribute('data-theme'); else root.setAttribute('data-theme', theme);
    const button = one('#theme');
    if (button) button.textContent = 'Theme: ' + theme;
  };
  let theme = themes.includes(kept('waybill-theme')) ? kept('waybill-theme') : 'auto';
  setTheme(theme);
  const age = one('#read');
  const tell = () => {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(age.dateTime)) / 60000));
    const text = minutes < 90 ? minutes + ' min' : minutes < 2880 ? Math.floor(minutes / 60) + ' h' : Math.floor(minutes / 1440) + ' days';
    const out = one('#ago');
    out.textContent = text + ' ago';
    out.classList.toggle('old', minutes >= 1440);
  };
  if (age) { tell(); setInterval(tell, 60000); }
  for (const tools of document.querySelectorAll('.tools')) tools.hidden = false;
  const button = one('#theme');
  if (button) button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep('waybill-theme', theme);
    setTheme(theme);
  });
  const body = one('.b tbody');
  const search = one('#search');
  if (!body || !search) return;
  const rows = [...body.rows];
  const order = new Map(rows.map((row, index) => [row, index]));
  const number = (row, name) => Number(row.dataset[name] || 0);
  const sorts = {
    file: (a, b) => order.get(a) - order.get(b),
    name: (a, b) => (a.dataset.name < b.dataset.name ? -1 : 1),
    behind: (a, b) => number(b, 'behind') - number(a, 'behind') || order.get(a) - order.get(b),
    moved: (a, b) => number(b, 'moved') - number(a, 'moved') || order.get(a) - order.get(b),
  };
  const sort = one('#sort');
  const found = one('#found');
  const chosen = () => (one('input[name=show]:checked') || { value: 'all' }).value;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const show = chosen();
    let count = 0;
    for (const row of rows) {
      const text = row.dataset.text;
      const fits = words.every((word) => text.includes(word)) && (show === 'all' || row.dataset.flags.split(' ').includes(show));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    found.textContent = count === rows.length ? rows.length + ' images' : count + ' of ' + rows.length + ' images';
    const state = new URLSearchParams();
    if (search.value) state.set('q', search.value);
    if (show !== 'all') state.set('show', show);
    if (sort.value !== 'file') state.set('sort', sort.value);
    history.replaceState(null, '', state.size ? '#' + state : location.pathname + location.search);
  };
  const arrange = () => { body.append(...rows.toSorted(sorts[sort.value] || sorts.file)); apply(); };
  const state = new URLSearchParams(location.hash.slice(1));
  search.value = state.get('q') || '';
  if (sorts[state.get('sort')]) sort.value = state.get('sort');
  for (const radio of document.querySelectorAll('input[name=show]')) {
    radio.checked = radio.value === (state.get('show') || 'all');
    radio.addEventListener('change', apply);
  }
  search.addEventListener('input', apply);
  sort.addEventListener('change', arrange);
  arrange();
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); search.focus(); }
    if (event.target === search && event.key === 'Escape') { search.value = ''; apply(); }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const row = event.target.closest && event.target.closest('.b tbody tr');
    if (step === 0 || (!row && event.target !== search)) return;
    const shown = [...body.rows].filter((each) => !each.hidden);
    const next = row ? shown[shown.indexOf(row) + step] : step === 1 ? shown[0] : undefined;
    const link = next && next.querySelector('th a');
    if (link) { event.preventDefault(); link.focus(); link.scrollIntoView({ block: 'nearest' }); }
  });
})();`,x=`:root{color-scheme:light dark;--paper:#f3f0e8;--card:#fffdf8;--ink:#16202a;--soft:#56616c;--line:#ddd6c7;--rule:#c9c0ad;--accent:#0a58a8;--tint:#e4eef9;--ok:#176b3b;--wait:#865600;--bad:#b3241c;--badtint:#fbe9e6;--waittint:#fbf0d9;--shade:0 1px 2px #3b2f1514,0 8px 24px -12px #3b2f1526;--sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){--paper:#0c131a;--card:#131d27;--ink:#e4ebf1;--soft:#98a5b1;--line:#243240;--rule:#35475a;--accent:#74b6ff;--tint:#12304f;--ok:#5fcf8f;--wait:#e5b454;--bad:#ff8b83;--badtint:#3a1b1c;--waittint:#33280f;--shade:0 1px 2px #0006,0 10px 30px -14px #000a}}
:root[data-theme=dark]{color-scheme:dark;--paper:#0c131a;--card:#131d27;--ink:#e4ebf1;--soft:#98a5b1;--line:#243240;--rule:#35475a;--accent:#74b6ff;--tint:#12304f;--ok:#5fcf8f;--wait:#e5b454;--bad:#ff8b83;--badtint:#3a1b1c;--waittint:#33280f;--shade:0 1px 2px #0006,0 10px 30px -14px #000a}
:root[data-theme=light]{color-scheme:light}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 var(--sans);font-variant-numeric:tabular-nums}
a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:.18em}
a:hover{color:var(--accent);text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
code,.m{font-family:var(--mono);font-size:.94em}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;z-index:9;background:var(--card);padding:.5rem .8rem}
.sheet{max-width:1760px;margin:0 auto;padding:clamp(.9rem,2vw,2rem)}
.sheet>*+*,main>*+*{margin-top:clamp(1.1rem,1.8vw,1.9rem)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;box-shadow:var(--shade)}
.cap{font:600 .69rem/1.3 var(--mono);letter-spacing:.11em;text-transform:uppercase;color:var(--soft)}
.slip{display:grid;grid-template-columns:minmax(0,1.7fr) repeat(3,minmax(0,auto)) auto;overflow:hidden}
.slip>*{padding:1rem 1.35rem;border-left:1px solid var(--line);display:flex;flex-direction:column;justify-content:space-between;gap:.5rem}
.slip>:first-child{border-left:6px solid var(--accent)}
.slip h1{font-size:clamp(1.5rem,2.6vw,2.35rem);line-height:1.1;letter-spacing:-.022em;font-weight:720;overflow-wrap:anywhere}
.slip h1 a{text-decoration:none}
.slip .v{font-size:1.02rem;font-weight:600;white-space:nowrap}
.slip .big{font-size:1.9rem;line-height:1;font-weight:700;letter-spacing:-.02em}
.slip .bar{align-items:flex-end;justify-content:center}
.bar svg{display:block;height:46px;width:auto;fill:var(--ink)}
.route{padding:1.1rem 1rem .5rem;overflow-x:auto}
.stops{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.route svg{display:block;margin:0 auto}
.route text{font:600 14px var(--sans);fill:var(--ink);text-anchor:middle}
.route .s{font:12px var(--sans);fill:var(--soft)}
.route .rail{fill:none;stroke:var(--rule);stroke-width:3}
.route .rail.on{stroke:var(--accent);stroke-dasharray:7 6}
.route .ring{fill:var(--card);stroke:var(--line);stroke-width:6}
.route .arc{fill:none;stroke:var(--accent);stroke-width:6}
.route .arc.bad{stroke:var(--bad)}
.route .n{font:700 13px var(--sans)}
.route .tag{fill:var(--accent)}
.route .tag+text{fill:var(--card);font:700 12px var(--sans)}
.route .badt{fill:var(--bad)}.route .wt{fill:var(--wait)}
.head{display:flex;flex-wrap:wrap;gap:.4rem 1.1rem;align-items:baseline;margin-bottom:.6rem}
h2{font-size:1.16rem;letter-spacing:-.01em;font-weight:680}
.head p{color:var(--soft)}
.transit li{display:grid;grid-template-columns:4.2rem minmax(9rem,16rem) minmax(8rem,15rem) minmax(0,1fr);gap:.2rem 1rem;padding:.58rem 1.1rem;align-items:baseline}
.transit li+li{border-top:1px solid var(--line)}
.transit .to{font-weight:600;white-space:nowrap}
.transit .why{color:var(--soft);overflow-wrap:anywhere}
.transit .num{font-family:var(--mono);font-weight:600}
.transit details>summary{padding:.6rem 1.1rem;border-top:1px solid var(--line);cursor:pointer;color:var(--soft);font-weight:600}
.transit details[open]>summary{border-bottom:1px solid var(--line)}
.st{font-weight:650;white-space:nowrap}
.st::before{display:inline-block;width:1.15em;font-family:var(--sans)}
.st.passed{color:var(--ok)}.st.passed::before{content:"\u2713"}
.st.pending{color:var(--wait)}.st.pending::before{content:"\u25d4"}
.st.failed{color:var(--bad)}.st.failed::before{content:"\u2715"}
.tools{display:flex;flex-wrap:wrap;gap:.55rem .8rem;align-items:center;margin-bottom:.7rem}
.tools[hidden]{display:none}
input,select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--rule);border-radius:7px;padding:.36rem .65rem;min-height:2.2rem}
input[type=search]{width:min(19rem,100%)}
.tools label{display:inline-flex;gap:.45rem;align-items:center}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem}
.chip input{position:absolute;opacity:0;pointer-events:none}
.chip span{border:1px solid var(--rule);border-radius:99px;padding:.28rem .78rem;background:var(--card);cursor:pointer}
.chip input:checked+span{background:var(--ink);border-color:var(--ink);color:var(--card)}
.chip input:focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.tools output{color:var(--soft)}
.theme{margin-left:auto}
.frame{overflow:auto;max-height:calc(100vh - 1.5rem);overscroll-behavior-x:contain}
table{border-collapse:separate;border-spacing:0;width:100%}
.b{table-layout:fixed}
.b th,.b td{text-align:left;vertical-align:top;padding:.6rem .7rem .6rem 1.75rem;border-bottom:1px solid var(--line);white-space:nowrap}
.b thead th{position:sticky;top:0;z-index:2;background:var(--card);border-bottom:2px solid var(--ink);vertical-align:bottom;padding-top:.75rem;padding-bottom:.6rem}
.b thead th b{display:block;font-size:1rem}
.b thead small{font-weight:400;color:var(--soft)}
.b th:first-child{position:sticky;left:0;z-index:1;background:var(--card);padding-left:1.1rem;white-space:normal;overflow-wrap:anywhere;border-right:1px solid var(--line)}
.b thead th:first-child{z-index:3}
.b tbody th{font-weight:650}
.b tbody th a{text-decoration:none}
.b tbody th a:hover{text-decoration:underline}
.b tbody th small{display:block;font-weight:400;color:var(--soft);overflow:hidden;text-overflow:ellipsis}
.b tbody tr:last-child>*{border-bottom:0}
.b tbody tr:hover>*{background:color-mix(in srgb,var(--tint) 42%,var(--card))}
.b td{position:relative;line-height:1.35}
.b td::after{content:"";position:absolute;left:.72rem;top:.86rem;width:.68rem;height:.68rem;border-radius:50%;border:2px solid var(--soft);background:var(--card)}
.b td.f::after,.b td.l::after{background:var(--accent);border-color:var(--accent)}
.b td.u::after{border-style:dashed}
.b td.n::after{display:none}
.b td.n{color:var(--soft)}
.b td b{font:650 .95rem var(--mono);letter-spacing:-.01em}
.b td.h b{color:var(--soft)}
.b small{font-size:.81rem;color:var(--soft)}
.b td small code{font-size:.97em}
.hs{display:inline-block;margin-left:.4rem;font-weight:700;font-size:.86rem}
.hs.passed{color:var(--ok)}.hs.pending{color:var(--wait)}.hs.failed{color:var(--bad)}
.g{display:flex;flex-wrap:wrap;gap:.25rem;margin-top:.28rem;max-width:18rem}
.p{display:inline-flex;gap:.3rem;align-items:center;font-size:.79rem;line-height:1.3;border-radius:5px;padding:.06rem .42rem;background:var(--tint);color:var(--ink);text-decoration:none;font-weight:600;max-width:100%}
.p.late{background:transparent;box-shadow:inset 0 0 0 1px var(--rule);color:var(--soft);font-weight:500}
.p.pending{background:var(--waittint);color:var(--wait)}.p.failed{background:var(--badtint);color:var(--bad)}.p.passed{background:var(--tint);color:var(--accent)}
.paused{color:var(--wait);font-weight:600}
.d th,.d td{padding:.7rem 1.1rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:middle;white-space:nowrap}
.d tr:last-child>*{border-bottom:0}
.d thead th{border-bottom:2px solid var(--ink)}
.d .x{display:flex;align-items:center;gap:.85rem}
.d .x b{font-size:1.3rem;letter-spacing:-.015em;font-weight:690;min-width:4.2rem}
.d .x small{color:var(--soft);display:block;font-weight:400;font-size:.8rem}
.d .none{color:var(--soft)}
.plot{display:block;flex:none}
.plot rect{fill:var(--accent)}.plot .z{fill:var(--line)}.plot path{fill:none;stroke:var(--accent);stroke-width:1.75}.plot circle{fill:var(--accent)}.plot .bad{fill:var(--bad)}
.plot text{font:10px var(--sans);fill:var(--soft)}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;color:var(--soft);font-size:.86rem;margin-top:.6rem}
.key i{display:inline-block;width:.62rem;height:.62rem;border-radius:50%;border:2px solid var(--soft);margin-right:.4rem}
.key i.l{background:var(--accent);border-color:var(--accent)}
.notes{padding:.8rem 1.1rem;color:var(--wait)}
footer{color:var(--soft);font-size:.88rem}
.none{color:var(--soft)}
.old{color:var(--wait);font-weight:600}
.travel{padding:.9rem 1rem .4rem;overflow-x:auto}
.travel svg{display:block;width:100%;min-width:820px;height:auto}
.travel text{font:12px var(--sans);fill:var(--ink)}.travel .s{fill:var(--soft)}.travel .in{font:600 11.5px var(--mono)}
.travel .grid{stroke:var(--line);stroke-width:1}
.travel rect{stroke:var(--card);stroke-width:2}
.v0{fill:#bcd6f2}.v1{fill:#f3d9a4}.v2{fill:#bfe3c8}.v3{fill:#e8c9e6}.v4{fill:#f2c4b8}.v5{fill:#c9d0ee}
.travel .in{fill:#16202a}
.envs{display:grid;gap:clamp(1rem,1.6vw,1.6rem)}
.env{padding:1.1rem 1.2rem}
.env .top{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:baseline;margin-bottom:.5rem}
.env h2{font-size:1.22rem}
.env .facts{display:flex;flex-wrap:wrap;gap:.35rem 1.2rem;margin-bottom:.9rem;color:var(--soft)}
.env .facts b{color:var(--ink);font-family:var(--mono)}
.four{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.9rem 1.4rem;padding:.9rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);margin-bottom:.7rem}
.four dd b{font-size:1.5rem;letter-spacing:-.02em;font-weight:690}
.four dd small{display:block;color:var(--soft)}
.h{width:100%}
table.h th,table.h td{text-align:left;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line);vertical-align:top}
table.h thead th{color:var(--soft);font-weight:600;font-size:.84rem}
table.h tr:last-child>*{border-bottom:0}
table.h .why{color:var(--soft);display:block;font-size:.88rem;overflow-wrap:anywhere}
.gates{margin:0 0 .8rem;padding:.7rem .9rem;background:var(--paper);border-radius:8px;display:grid;gap:.25rem}
.scroll{overflow-x:auto}
.back{display:inline-block;margin-bottom:.3rem}
@media(min-width:1700px){body{font-size:16px}}
@media(max-width:1000px){.slip{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}.slip .v{white-space:normal}.slip>:first-child{grid-column:1/-1}.slip>*+*{border-top:1px solid var(--line)}.slip>:nth-child(2){border-left:0}.slip>:nth-child(4){border-left:0}.bar svg{display:none}.transit li{grid-template-columns:4.2rem 1fr;}.transit .why{grid-column:1/-1}}
@media(max-width:720px){
.route{display:none}
.stops{position:static;width:auto;height:auto;clip-path:none;padding:.7rem 1.1rem}
.stops li{position:relative;padding:.42rem 0 .42rem 1.7rem;display:flex;flex-wrap:wrap;gap:0 .7rem;align-items:baseline}
.stops li::before{content:"";position:absolute;left:.32rem;top:0;bottom:0;width:3px;background:var(--rule)}
.stops li:first-child::before{top:50%}.stops li:last-child::before{bottom:50%}
.stops li::after{content:"";position:absolute;left:0;top:.78rem;width:.85rem;height:.85rem;border-radius:50%;border:3px solid var(--accent);background:var(--card)}
.stops li.bad::after{border-color:var(--bad)}
.stops small{color:var(--soft)}.stops .paused,.stops .st{font-size:.86rem}
.frame.wide{max-height:none;overflow:visible;background:none;border:0;box-shadow:none;border-radius:0}
.b,.b tbody{display:block}.b thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.b tr{display:block;background:var(--card);border:1px solid var(--line);border-radius:10px;margin-bottom:.8rem;box-shadow:var(--shade);overflow:hidden}
.b tr[hidden]{display:none}
.b th:first-child{position:static;display:block;max-width:none;border-right:0;padding:.75rem 1rem}
.b td{display:grid;grid-template-columns:minmax(4.5rem,30%) minmax(0,1fr);gap:0 .7rem;padding:.5rem 1rem .5rem 2.1rem;white-space:normal}
.b td>*{grid-column:2}
.b td::before{content:attr(data-e);grid-column:1;grid-row:1/span 4;font-weight:600;overflow-wrap:anywhere}
.b td::after{left:.95rem;top:.8rem}
.b td.n{display:none}
.g{max-width:none}
.d,.d tbody{display:block}.d thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.d tr{display:grid;grid-template-columns:1fr 1fr;gap:.2rem .8rem;padding:.8rem 1rem;border-bottom:1px solid var(--line)}
.d tr:last-child{border-bottom:0}
.d th,.d td{border:0;padding:.25rem 0;white-space:normal}.d tbody th{grid-column:1/-1;font-size:1.05rem}
.d td::before{content:attr(data-e);display:block;font-size:.8rem;color:var(--soft)}
.d .plot{display:none}
.theme{margin-left:0}
table.h thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.h tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
table.h th,table.h td{display:block;border:0;padding:.06rem 0}
}
@media print{.tools,.skip{display:none!important}.frame{max-height:none;overflow:visible}.card{box-shadow:none}}
@media(forced-colors:active){.b td::after,.stops li::after{forced-color-adjust:none}}`;function S(e,t){return a`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${[`default-src 'none'`,`style-src '${C(x)}'`,`script-src '${C(b)}'`,`img-src data:`,`base-uri 'none'`,`form-action 'none'`].join(`; `)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Waybill" />
        <link rel="icon" href="data:," />
        <title>${e}</title>
        ${{html:`<style>${x}</style>`}}
      </head>
      <body>
        ${t} ${{html:`<script>${b}<\/script>`}}
      </body>
    </html> `.html}function C(e){return`sha256-${(0,i.createHash)(`sha256`).update(e).digest(`base64`)}`}function w(e){let t=0,n=[...e.slice(0,30)].map(e=>{let n=Number.parseInt(e,16)||0,r=1+(n&3),i=a`<rect x="${t}" width="${r}" height="46" />`;return t+=r+1+(n>>2),i});return a`<svg viewBox="0 0 ${t} 46" width="${t}" height="46" aria-hidden="true">${n}</svg>`}const T=1120,E=864e5;function D(e,t,n){let r=26+e.length*40,i=n.getTime()-t.getTime(),o=e=>130+(Math.max(e,t.getTime())-t.getTime())/i*990,s=ne(e),c=Array.from({length:Math.floor(i/(7*E))},(e,t)=>n.getTime()-t*7*E).map((e,t)=>{let n=t%2==0&&t>0&&a`<text class="s" text-anchor="middle" x="${o(e).toFixed(0)}" y="12"
        >${new Date(e).toISOString().slice(5,10)}</text
      >`;return a`<line
        class="grid"
        x1="${o(e).toFixed(1)}"
        x2="${o(e).toFixed(1)}"
        y1="18"
        y2="${r}"
      />${n}`}),l=e.map(({environment:e,history:r},i)=>{let c=24+i*40,l=r.filter(e=>(e.until??n)>t).map(e=>O(e,{start:o(e.since?.at.getTime()??t.getTime()),end:o((e.until??n).getTime()),y:c,tone:s.get(k(e))??0}));return a`<text x="0" y="${c+20}">${e}</text>${l}`}),u=`Time goes from ${t.toISOString().slice(0,10)} to ${n.toISOString().slice(0,10)}. The tables below say the same.`;return a`<div class="card travel" role="region" aria-label="How versions travelled" tabindex="0">
    <svg
      width="${T}"
      height="${r}"
      viewBox="0 0 ${T} ${r}"
      role="img"
      aria-label="${u}"
    >
      ${c}${l}
    </svg>
  </div>`}function O(e,{start:t,end:r,y:i,tone:o}){let s=Math.max(2,r-t),c=n.i(e),l=Math.floor((s-12)/7.2),u=l>=Math.min(4,c.length)&&a`<text class="in" x="${(t+7).toFixed(1)}" y="${i+20}"
      >${c.length<=l?c:`${c.slice(0,l-1)}\u2026`}</text
    >`;return a`<rect
      class="v${o}"
      x="${t.toFixed(1)}"
      y="${i}"
      width="${s.toFixed(1)}"
      height="30"
      rx="4"
      ><title>${c}</title></rect
    >${u}`}function ne(e){let t=e.flatMap(({history:e})=>e).toSorted((e,t)=>(e.since?.at.getTime()??0)-(t.since?.at.getTime()??0)),n=new Map;for(let e of t)n.has(k(e))||n.set(k(e),n.size%6);return n}function k({digest:e,tag:t}){return e??`tag ${t??``}`}function A(e){return`images/${encodeURIComponent(e)}.html`}function j(e,t){let{name:r,repository:i,source:o,group:s}=e,c=e.cells.filter(({versions:e,history:t})=>e.length>0||t.length>0),[u]=c,d=a`<a class="skip" href="#main">Skip to the environments</a>
    <div class="sheet">
      <header>
        <a class="back" href="../index.html">\u2190 Board of ${t.repository}</a>
        <div class="card slip">
          <div>
            <span class="cap">image</span>
            <h1>${r}</h1>
          </div>
          <div><span class="cap">registry</span><span class="v m">${i}</span></div>
          <div>
            <span class="cap">built from</span
            ><span class="v">${o===void 0?`not said`:l(o.url,o.name)}</span>
          </div>
          <div><span class="cap">group</span><span class="v">${s??`none`}</span></div>
        </div>
      </header>
      <main id="main" class="envs">
        ${u!==void 0&&D(c,u.metrics.from,t.at)}
        ${c.map(e=>M(e,t))}
        ${c.length===0&&a`<p class="card env">No environment declares it.</p>`}
      </main>
      <footer>
        Read ${n.s(t.at)} from ${t.base.branch} at <code>${t.base.oid.slice(0,7)}</code>.
      </footer>
    </div>`;return S(`${r} \u00b7 ${t.repository}`,d)}function M(e,{at:t}){let{environment:r,versions:i,since:o,standing:s,health:c,drift:u,pull:f,offered:p,history:m}=e,h=i.map(e=>a`<b>${n.i(e)}</b>
        <code title="${e.digest??``}"
          >${e.digest===void 0?`not in the registry`:n.r(e.digest)}</code
        >${e.targets.length>0&&` ${e.targets.join(`, `)}`} `),{commits:g}=s.kind===`behind`?s:{commits:void 0};return a`<section class="card env" aria-label="${r}">
    <div class="top"><h2>${r}</h2></div>
    <div class="facts">
      <span>${i.length===0?`not declared any more`:h}</span
      >${o!==void 0&&a`<span>for ${d(o.at,t)}${o.pull!==void 0&&a`, ${l(o.url,`#${o.pull}`)}`}</span>`}${s.kind===`behind`&&a`<span>${l(g?.url,n.t(g))} (${s.of})</span>`}${s.kind===`level`&&a`<span>level</span>`}${c!==void 0&&a`<span><span class="st ${c.state}">${c.says}</span></span>`}${u!==void 0&&a`<span><span class="st ${u.state}">${u.says}</span></span>`}${p!==void 0&&a`<span>${n.i(p)} is offered and not proposed</span>`}
    </div>
    ${f!==void 0&&N(f)} ${te(e.metrics)} ${F(m)}
  </section>`}function N({number:e,url:t,kind:r,brings:i,verdict:o,gates:s}){let c=i===void 0?``:` brings ${n.i(i)}`,u=s.map(({gate:e,state:t,says:n})=>a`<li><span class="st ${t}">${e}</span> ${n}</li>`);return a`<ul class="gates">
    <li>
      <b>${l(t,`#${e}`)}</b
      >${c}${r!==`promotion`&&r!==`unknown`&&`, a ${r}`}:
      <span class="st ${o.state}">${o.state}</span> ${o.says}
    </li>
    ${u}
  </ul>`}const P={first:`first`,promotion:`promotion`,hotfix:`hotfix`,return:`came back`,unknown:``};function F(e){return e.length===0?a`<p class="none">Nothing of its history could be read.</p>`:a`<div class="scroll">
    <table class="h">
      <thead>
        <tr>
          <th scope="col">version</th>
          <th scope="col">digest</th>
          <th scope="col">since</th>
          <th scope="col">for</th>
          <th scope="col">how</th>
        </tr>
      </thead>
      <tbody>
        ${e.map(e=>{let{since:t,until:r,kind:i,takenBack:o,by:s,reason:c,digest:u,committed:d}=e,f=t===void 0||r===void 0?``:n.o(r.getTime()-t.at.getTime()),p=t===void 0||d===void 0||d>t.at?``:`, ${n.o(t.at.getTime()-d.getTime())} after its commit`,m=t===void 0?`earlier`:l(t.url,n.s(t.at));return a`<tr>
      <th scope="row" class="m">${n.i(e)}</th>
      <td><code>${u===void 0?``:n.r(u)}</code></td>
      <td>${m}</td>
      <td>${r===void 0?`now`:f}</td>
      <td>
        ${P[i]}${o&&a` <span class="st failed">taken back</span>`}${s!==void 0&&` by ${s}`}${i!==`return`&&p}${c!==void 0&&a`<span class="why">${c}</span>`}
      </td>
    </tr> `})}
      </tbody>
    </table>
  </div>`}const I=[[`all`,`All`],[`behind`,`Behind`],[`open`,`In transit`],[`failed`,`Not healthy`],[`drift`,`Drifted`]];function L(e){let{images:t,environments:n}=e;return a`<section aria-labelledby="images">
    <div class="head"><h2 id="images">Images</h2></div>
    ${R(e)}
    <div class="card frame wide" role="region" aria-label="Images by environments" tabindex="0">
      <table class="b" role="table">
        <caption class="vh">
          What each environment declares of each image
        </caption>
        <colgroup>
          <col width="190" />
          ${n.map(()=>a`<col width="212" />`)}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader"><b>image</b></th>
            ${n.map(z)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${t.map(t=>B(t,e))}
        </tbody>
      </table>
    </div>
    <p class="key">
      <span><i class="l"></i>declares what the first environment does</span><span><i></i>behind it</span
      ><span><span class="st passed">healthy</span></span
      ><span><span class="st pending">not known yet</span></span
      ><span><span class="st failed">not healthy</span></span>
    </p>
  </section>`}function R({images:e}){let t=new Set(e.flatMap(V));return a`<div class="tools" hidden>
    <label
      ><span class="vh">Filter images</span
      ><input type="search" id="search" placeholder="Filter images  /" autocomplete="off" spellcheck="false"
    /></label>
    <fieldset>
      <legend class="vh">Show</legend>
      ${I.filter(([e])=>e!==`drift`||t.has(`drift`)).map(([e,t])=>a`<label class="chip"
        ><input type="radio" name="show" value="${e}" ${e===`all`&&a` checked`} /><span
          >${t}</span
        ></label
      >`)}
    </fieldset>
    <label
      >Sort
      <select id="sort">
        <option value="file">as in waybill.yaml</option>
        <option value="name">by name</option>
        <option value="behind">most behind</option>
        <option value="moved">moved last</option>
      </select></label
    ><output id="found" aria-live="polite"></output>
  </div>`}function z({name:e,url:t,pauses:n,merge:r}){let[i]=n,o=i!==void 0&&a`<small class="paused" title="${i.reason}"
      >paused${i.images!==void 0&&` in part`}</small
    >`;return a`<th scope="col" role="columnheader">
    <b>${l(t,e)}</b
    >${o||a`<small>${r===`auto`?`merged by gates`:`merged by people`}</small>`}
  </th>`}function B(e,t){let{name:r,group:i,cells:o,repository:s}=e,c=Math.max(0,...o.map(e=>e.since?.at.getTime()??0)),l=[r,i??``,s,...o.flatMap(({versions:e})=>e.map(n.i))],u=[...new Set(l)].join(` `).toLowerCase();return a`<tr
    role="row"
    data-name="${r.toLowerCase()}"
    data-text="${u}"
    data-flags="${V(e).join(` `)}"
    data-behind="${H(e)}"
    data-moved="${Math.floor(c/1e3)}"
  >
    <th scope="row" role="rowheader">
      <a href="${A(r)}">${r}</a>${i!==void 0&&a`<small>${i}</small>`}
    </th>
    ${o.map(e=>U(e,t.at))}
  </tr> `}function V({cells:e}){let t=(t,n)=>e.some(n)?[t]:[];return[...t(`behind`,({standing:e})=>e.kind===`behind`),...t(`open`,({pull:e})=>e!==void 0),...t(`failed`,({health:e})=>e?.state===`failed`),...t(`drift`,({drift:e})=>e?.state===`failed`)]}function H({cells:e}){return e.map(({standing:e})=>e.kind===`behind`?Math.max(1,e.commits?.behind??1):0).reduce((e,t)=>e+t,0)}function U(t,n){let{environment:r,versions:i}=t;return i.length===0?a`<td role="cell" class="n" data-e="${r}">
      <span aria-hidden="true">\u2013</span>${u(`not declared`)}
    </td>`:a`<td role="cell" class="${t.standing.kind===`front`?`f`:e.r(t)?`l`:t.standing.kind===`behind`?`h`:`u`}" data-e="${r}">${i.length===1?W(t,n):G(t)}${J(t)}</td>`}function W({versions:[e],since:t,health:r},i){if(e===void 0)return a``;let{digest:o}=e,s=o===void 0?`not in the registry`:a`<code>${n.r(o)}</code>`,c=t===void 0?`since unknown`:l(t.url,d(t.at,i));return a`<div><b>${n.i(e)}</b>${r!==void 0&&q(r)}</div>
    <small>${s} \u00b7 ${c}</small>`}function G({versions:e,health:t}){let r=e.slice(0,4).map(e=>{let t=e.targets.length===0?``:` ${e.targets.join(`, `)}`;return a`<div>
      <b>${n.i(e)}</b
      ><small>
        ${e.digest===void 0?`not in the registry`:a`<code>${n.r(e.digest)}</code>`}${t}</small
      >
    </div>`}),i=e.length-4;return a`${r}${i>0&&a`<small>and ${i} more</small>`}${t!==void 0&&q(t)}`}const re={passed:`\u2713`,pending:`\u25d4`,failed:`\u2715`},K={passed:`healthy`,pending:`health not known yet`,failed:`not healthy`};function q({state:e,says:t,url:n}){let r=a`<span class="hs ${e}" title="${t}"
    ><span aria-hidden="true">${re[e]}</span>${u(K[e])}</span
  >`;return e===`passed`?r:l(n,r)}function J({standing:e,pull:t,offered:r,drift:i}){let{commits:o}=e.kind===`behind`?e:{commits:void 0},s=[e.kind===`behind`&&a`<span class="p late"
      >${o===void 0?`behind`:l(o.url,n.t(o))}</span
    >`,t!==void 0&&a`<span class="p ${t.verdict.state}" title="${t.verdict.says}"
      >${l(t.url,`#${t.number}${t.brings===void 0?``:` ${n.i(t.brings)}`}`)}${u(`open pull request, ${t.verdict.state}`)}</span
    >`,r!==void 0&&a`<span class="p late">${n.i(r)} not proposed</span>`,i!==void 0&&i.state!==`passed`&&a`<span class="p ${i.state}" title="${i.says}"
      >${i.state===`failed`?`drifted`:`drift not known`}</span
    >`].filter(e=>e!==!1);return s.length===0?a``:a`<div class="g">${s}</div>`}const[Y,X]=[150,300];function ie(e){let t=ae(e),n=84+Math.max(84,...t.map(({x:e})=>e)),r=116+Math.max(0,...t.map(({y:e})=>e-28));return a`<div class="card route" aria-hidden="true">${a`<svg width="${n}" height="${r}" viewBox="0 0 ${n} ${r}">
    ${t.flatMap(e=>e.environment.after.flatMap(n=>{let r=t.find(({environment:e})=>e.name===n);return r===void 0?[]:[oe(r,e)]}))}${t.map(se)}${t.map(ce)}
  </svg>`}</div>
    <ol class="card stops" aria-label="Environments">
      ${t.map(ue)}
    </ol>`}function ae(t){let n=new Map;for(let{name:e,after:r}of t.environments)n.set(e,1+Math.max(-1,...r.map(e=>n.get(e)??0)));let r=Math.min(X,Math.max(Y,1e3/Math.max(1,...n.values()))),i=new Map;return t.environments.map(a=>{let o=n.get(a.name)??0,s=i.get(o)??0;return i.set(o,s+1),{environment:a,cells:e.t(t,a.name),x:84+Math.round(o*r),y:28+s*128}})}function oe(e,t){let n=(e.x+t.x)/2,r=`M${e.x} ${e.y}C${n} ${e.y} ${n} ${t.y} ${t.x} ${t.y}`;return a`<path class="rail${Z(t)>0&&` on`}" d="${r}" />`}function se({environment:t,cells:n,x:r,y:i}){let o=n.filter(e.r).length,s=n.length===0?0:o/n.length,c=2*Math.PI*22,l=n.filter(({health:e})=>e?.state===`failed`).length,u=t.pauses.length>0;return a`<circle class="ring" cx="${r}" cy="${i}" r="${22}" />
    <circle
      class="arc${l>0&&` bad`}"
      cx="${r}"
      cy="${i}"
      r="${22}"
      stroke-dasharray="${(s*c).toFixed(1)} ${c.toFixed(1)}"
      transform="rotate(-90 ${r} ${i})"
    />
    <text class="n" x="${r}" y="${i+4.5}">${u?`\u275a\u275a`:o}</text>
    <text x="${r}" y="${i+48}">${le(t.name)}</text>
    <text class="s" x="${r}" y="${i+66}">${o} of ${n.length} level</text>
    ${l>0&&a`<text class="s badt" x="${r}" y="${i+82}">${l} not healthy</text>`}${l===0&&u&&a`<text class="s wt" x="${r}" y="${i+82}">paused</text>`}`}function ce(e){let t=Z(e);if(t===0)return a``;let[n,r]=[e.x-22-32,e.y];return a`<rect class="tag" x="${n-14}" y="${r-11}" width="28" height="22" rx="11" /><text
      x="${n}"
      y="${r+4}"
      >${t}</text
    >`}function Z({cells:e}){return new Set(e.flatMap(({pull:e})=>e?.url??[])).size}function le(e){return e.length<=20?e:`${e.slice(0,19)}\u2026`}function ue(t){let{environment:n,cells:r}=t,{name:i,after:o,pauses:s}=n,c=r.filter(({health:e})=>e?.state===`failed`).length,l=Z(t),u=o.length===0?``:`after ${o.join(` and `)}, `;return a`<li${c>0&&a` class="bad"`}><b>${i}</b><small>${u}${r.filter(e.r).length} of ${r.length} level${l>0&&`, ${l} open`}</small>${c>0&&a`<span class="st failed">${c} not healthy</span>`}${s.length>0&&a`<span class="paused">paused</span>`}</li>
`}const Q={failed:0,pending:1,passed:2};function de(e){let t=fe(e.images).toSorted((e,t)=>Q[e.pull.verdict.state]-Q[t.pull.verdict.state]||e.pull.number-t.pull.number),n=t.length===1?`1 pull request is open`:`${t.length} pull requests are open`,r=t.slice(8,60),i=t.length>60&&`, ${t.length-60} are in the table alone`,o=r.length>0&&a`<details>
      <summary>${r.length} more${i}</summary>
      <ul>
        ${r.map($)}
      </ul>
    </details>`,s=a`<div class="card transit">
    <ul>
      ${t.slice(0,8).map($)}
    </ul>
    ${o}
  </div>`;return a`<section aria-labelledby="transit">
    <div class="head">
      <h2 id="transit">In transit</h2>
      <p>${t.length===0?`No pull request is open.`:`${n}.`}</p>
    </div>
    ${t.length>0&&s}
  </section>`}function fe(e){let t=new Map;for(let{name:r,cells:i}of e)for(let{environment:e,pull:a}of i){if(a===void 0)continue;let i=t.get(a.url),o=a.brings===void 0?``:` ${n.i(a.brings)}`,s=[...i?.images??[],`${r}${o}`];t.set(a.url,{environment:e,pull:a,images:s})}return[...t.values()]}function $({environment:e,pull:t,images:n}){let{number:r,url:i,kind:o,verdict:s}=t,c=n.length>3?[...n.slice(0,2),`and ${n.length-2} more`]:n;return a`<li>
    <span class="num">${l(i,`#${r}`)}</span><span class="m">${c.join(`, `)}</span
    ><span class="to"
      >\u2192
      ${e}${(o===`hotfix`||o===`roll back`)&&a` <span class="paused">${o}</span>`}</span
    ><span class="why"><span class="st ${s.state}">${s.state}</span> ${s.says}</span>
  </li> `}function pe(e){return[{path:`index.html`,text:me(e)},{path:`board.json`,text:t.n(e,`whole`)},...e.images.map(t=>({path:A(t.name),text:j(t,e)}))]}function me(e){let{repository:t,notes:n}=e,r=a`<a class="skip" href="#images">Skip to the images</a>
    <div class="sheet">
      <header>${he(e)}</header>
      <main>
        ${n.length>0&&a`<ul class="card notes">
            ${n.map(e=>a`<li>${e}</li>`)}
          </ul>`}
        <div class="sheet-part">${ie(e)}</div>
        ${de(e)} ${L(e)} ${g(e)}
      </main>
      <footer>
        Made by Waybill from git, GitHub and the registry. <a href="board.json">board.json</a> holds the same
        for programs.
      </footer>
    </div>`;return S(`Board of ${t}`,r)}function he(t){let{repository:r,url:i,base:o,at:s}=t,{images:c,environments:u,open:d}=e.n(t),f=`${i}/commit/${o.oid}`;return a`<div class="card slip">
    <div>
      <span class="cap">waybill \u00b7 config repo</span>
      <h1>${l(i,r)}</h1>
    </div>
    <div>
      <span class="cap">${o.branch}</span><span class="v m">${l(f,o.oid.slice(0,7))}</span
      ><span class="cap">read</span
      ><span class="v"
        ><time id="read" datetime="${s.toISOString()}">${n.s(s)}</time>
        <span id="ago" class="none"></span
      ></span>
    </div>
    <div>
      <span class="cap">images</span><span class="big">${c}</span
      ><span class="cap">in ${u} environments</span>
    </div>
    <div>
      <span class="cap">in transit</span><span class="big">${d}</span
      ><span class="cap">${d===1?`pull request`:`pull requests`}</span>
    </div>
    <div class="bar">
      ${w(o.oid)}<button type="button" id="theme" class="theme">Theme: auto</button>
    </div>
  </div>`}exports.pagesOf=pe;