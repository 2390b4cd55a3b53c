/**
 * How the pages look: paper and ink, as on the slip that travels with goods. One accent says "the newest is
 * here". States have a shape beside their colour. Nothing is loaded from elsewhere.
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f3f0e8;--card:#fffdf8;--ink:#16202a;--soft:#56616c;--line:#ddd6c7;--rule:#c9c0ad;--accent:#0a58a8;--tint:#e4eef9;--ok:#176b3b;--wait:#865600;--bad:#b3241c;--badtint:#fbe9e6;--waittint:#fbf0d9;--shade:0 1px 2px #3b2f1514,0 8px 24px -12px #3b2f1526;--sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
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
.st.passed{color:var(--ok)}.st.passed::before{content:"✓"}
.st.pending{color:var(--wait)}.st.pending::before{content:"◔"}
.st.failed{color:var(--bad)}.st.failed::before{content:"✕"}
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
@media(forced-colors:active){.b td::after,.stops li::after{forced-color-adjust:none}}
`.trim();
