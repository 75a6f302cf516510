/** The page's style sheet: light and dark by the reader's setting, one column on a telephone, plain on paper. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f7f8fa;--card:#fff;--ink:#1b2330;--soft:#5b6675;--line:#dfe3e9;--grid:#e9ecf1;--band:#eef1f6;
--pass:#15803d;--fail:#c0262d;--doubt:#a15c00;--pass-bg:#e7f6ec;--fail-bg:#fdebec;--doubt-bg:#fff4e0;
--blue:#2563eb;--sky:#0e8fc7;--orange:#d9730d;--violet:#7c4ddb;--green:#16935a;--pink:#c2418b;--olive:#7a7d12;--grey:#7b8794;--red:#d2303a}
@media(prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181e28;--ink:#e6eaf0;--soft:#98a4b3;--line:#2b3442;--grid:#242c38;--band:#1d2531;
--pass:#4ade80;--fail:#ff7b81;--doubt:#fbbf4e;--pass-bg:#12301f;--fail-bg:#3a181b;--doubt-bg:#35270d;
--blue:#6ea2ff;--sky:#4cc3f2;--orange:#ff9d4a;--violet:#b295ff;--green:#4bd08e;--pink:#f082bd;--olive:#c9cc4d;--grey:#93a0af;--red:#ff6b73}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1160px;margin:0 auto;padding:20px 20px 48px}
h1{font-size:22px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:32px 0 10px}h3{font-size:15px;margin:0;overflow-wrap:anywhere}
p{margin:0}code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:.88em}
.soft{color:var(--soft)}.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px}
.verdict{border-left:8px solid var(--tone);background:var(--tone-bg)}
.passed{--tone:var(--pass);--tone-bg:var(--pass-bg)}.failed{--tone:var(--fail);--tone-bg:var(--fail-bg)}.inconclusive{--tone:var(--doubt);--tone-bg:var(--doubt-bg)}
.running,.open{--tone:var(--blue);--tone-bg:var(--card)}.open{--tone:var(--soft)}
#link{position:fixed;right:12px;bottom:12px;z-index:3;background:var(--card);border:1px solid var(--line);border-radius:20px;padding:4px 14px;font-size:13px;box-shadow:0 2px 10px #0003;max-width:calc(100vw - 24px);overflow-wrap:anywhere}#link.lost{border-color:var(--fail);color:var(--fail);font-weight:600}
.verdict .row{display:flex;gap:14px;align-items:center;flex-wrap:wrap}
.stamp{background:var(--tone);color:var(--card);font-weight:700;letter-spacing:.04em;border-radius:6px;padding:3px 12px;text-transform:uppercase;font-size:15px}
.headline{font-size:16px;margin-top:10px;overflow-wrap:anywhere}.meta{margin-top:8px;display:flex;gap:6px 16px;flex-wrap:wrap;color:var(--soft);font-size:13px}
.chip{border:1px solid var(--doubt);color:var(--doubt);border-radius:20px;padding:0 10px;font-size:13px;font-weight:600}
.figures{display:grid;grid-template-columns:repeat(6,1fr);gap:10px;margin-top:12px}
.figure{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 12px;min-width:0}
.figure b{display:block;font-size:20px;line-height:1.25;overflow-wrap:anywhere}.figure span{font-size:12px;color:var(--soft);display:block;line-height:1.35}
.chart{display:block;width:100%;height:auto;font-size:11.5px}.chart.narrow{display:none}.chart text{fill:var(--ink)}
.chart .panel-title{font-size:12.5px;font-weight:600}.chart .unit,.chart .tick,.chart .legend,.chart .stage-name,.chart .empty{fill:var(--soft);font-weight:400;font-size:11px}
.grid{stroke:var(--grid)}.stage{fill:var(--band)}.stage.s1{fill:transparent}.load-end{stroke:var(--soft);stroke-dasharray:2 3}
.blow{stroke:var(--red);opacity:.55;fill:none}.deadline path{stroke:var(--pink);stroke-dasharray:3 3}.chart .deadline text{fill:var(--pink);font-size:10.5px}
.mean{--series:var(--ink);stroke-width:2.2}.faint{opacity:.22;stroke-width:1}.level{stroke:var(--soft);stroke-dasharray:5 4}.chart .level-name{fill:var(--soft);font-size:10.5px}
.gap-stripe{fill:var(--doubt);opacity:.45}.gap{stroke:var(--doubt);stroke-opacity:.4}
.curve{fill:none;stroke:var(--series);stroke-width:1.7;stroke-linejoin:round}.area{fill:var(--series);opacity:.16;stroke:none}
.load,.ready{--series:var(--green)}.asked{--series:var(--ink);stroke-width:1.3;stroke-dasharray:4 3}.p95{stroke-dasharray:5 7}.curve.p99{stroke-width:2.6}.api{--series:var(--grey)}.hpa{--series:var(--violet)}
.desired{--series:var(--blue)}.pending{--series:var(--orange)}.p99{--series:var(--red)}.p95{--series:var(--orange)}.p50{--series:var(--sky)}.lost{--series:var(--red)}.rejected{--series:var(--orange)}.error{--series:var(--violet)}.invalid{--series:var(--olive)}.cell{--series:rgb(109 76 205)}
.heat{image-rendering:auto}.heat-ground{fill:none;stroke:var(--grid)}.brush{fill:var(--blue);opacity:.15}
.pod0{--series:var(--blue)}.pod1{--series:var(--orange)}.pod2{--series:var(--green)}.pod3{--series:var(--violet)}.pod4{--series:var(--pink)}.pod5{--series:var(--sky)}.pod6{--series:var(--olive)}.pod7{--series:var(--grey)}
.mark{stroke:var(--doubt);stroke-width:2}.mark.lost{stroke:var(--red);stroke-width:2.5}
.event{stroke:var(--grey);stroke-width:2.5}.event.up{stroke:var(--green)}.event.down{stroke:var(--orange)}.event.created{stroke:var(--sky)}.event.fault{stroke:var(--red);stroke-width:3.5}.event.warning{stroke:var(--doubt);stroke-width:1.5}
.chart .deadline text,.chart .level-name,.chart .legend,.chart .panel-title,.chart .event-name,.chart .stage-name,.chart .empty{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
.chart .event-name{font-size:10.5px;fill:var(--soft)}.window{fill:var(--tone);opacity:.28}.chart .window-name{font-size:10.5px}
.cursor{stroke:var(--ink);opacity:.5}.touch{fill:transparent}
.charts{user-select:none;-webkit-user-select:none;border-radius:6px}.charts:focus-visible,.scroll:focus-visible,pre:focus-visible,button:focus-visible,summary:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
.over{display:flex;justify-content:space-between;align-items:end;gap:8px 16px;flex-wrap:wrap;margin:32px 0 10px}.over h2{margin:0}.zoom{display:flex;gap:4px;align-items:center;font-size:13px}.zoom[hidden]{display:none}.zoom .soft{margin-right:6px}
button{font:inherit;white-space:nowrap;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;min-width:30px;height:28px;padding:0 7px;cursor:pointer}button:hover{background:var(--band)}button:disabled{color:var(--soft);cursor:default}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.legend-note{font-size:12.5px;display:flex;gap:4px 6px;flex-wrap:wrap;align-items:center;padding:0 8px}.legend-note>span{white-space:nowrap}.legend-note i{display:inline-block;width:22px;height:10px;margin-left:8px}.stage-sample{background:var(--band);border:1px solid var(--line)}.load-end-sample{border-top:2px dotted var(--soft);height:0!important}.tick-sample{width:4px!important;height:12px!important;background:var(--grey)}.tick-sample.up{background:var(--green)}.tick-sample.down{background:var(--orange)}.tick-sample.created{background:var(--sky)}.tick-sample.fault{background:var(--red)}.tick-sample.warning{background:var(--doubt);width:2px!important}.gap-sample{background:repeating-linear-gradient(45deg,var(--doubt) 0 2px,transparent 2px 5px)}.deadline-sample{border-top:2px dashed var(--pink);height:0!important}.level-sample{border-top:2px dashed var(--soft);height:0!important}
#tip{position:fixed;z-index:2;pointer-events:none;background:var(--card);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 18px #0003;padding:8px 10px;font-size:12.5px;line-height:1.45;max-width:290px;display:none}
#tip b{display:block}#tip i{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:6px;background:var(--series)}#tip .head{color:var(--soft);margin-top:4px}
.list{display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(min(100%,500px),1fr))}.list>.failed,.list>.inconclusive,.list>.finding{grid-column:1/-1}.item{border-left:5px solid var(--tone)}.item .top{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}.item .top .state{color:var(--tone);font-weight:700}
.glance{display:grid;grid-template-columns:repeat(3,1fr);gap:10px 26px;margin:12px 0 0}.glance dt{font-weight:700}.glance dd{margin:3px 0 0;overflow-wrap:anywhere}
.pair{display:grid;align-items:start;grid-template-columns:1.35fr 1fr;gap:12px}.pair>*{min-width:0}.pair h3{margin-bottom:8px}.pairs{display:grid;grid-template-columns:minmax(0,1fr) fit-content(38%);gap:3px 14px;margin:0 0 8px;font-size:13.5px}.pairs dt{color:var(--soft)}.pairs dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}.changes td,.changes th{padding-left:6px;padding-right:6px}.changes td:nth-child(5),.changes th:nth-child(5){text-align:left;white-space:normal}.changes th{white-space:normal}.pairs dt b{color:var(--ink);font-weight:500}.pairs dt{font-size:12.5px}.pairs dt b{font-size:13.5px}
.facts{display:grid;grid-template-columns:76px 1fr;gap:2px 12px;margin:6px 0 0;overflow-wrap:anywhere}.facts dt{color:var(--soft)}.facts dd{margin:0}
.list-note{margin-bottom:10px}.finding{--tone:var(--doubt)}.finding ul{margin:8px 0;padding-left:20px;overflow-wrap:anywhere}.fix{background:var(--band);border-radius:6px;padding:8px 12px;overflow-wrap:anywhere}
.tag{border:1px solid var(--line);border-radius:5px;padding:0 7px;font-size:12.5px;color:var(--soft)}
.hops{display:grid;gap:0}.hop{display:grid;grid-template-columns:136px 70px 70px minmax(120px,1.1fr) 2.2fr;gap:4px 12px;align-items:center;padding:5px 0;border-top:1px solid var(--grid)}
.hop:first-child{border-top:0}.hop .num{text-align:right;font-variant-numeric:tabular-nums}.hop .say{font-size:13px;color:var(--soft);overflow-wrap:anywhere}.hop.missing b{color:var(--soft)}.hop.broken b{color:var(--fail)}.hop.broken b::after{content:" \\2717"}
.track{background:var(--grid);border-radius:4px;height:10px;position:relative}.track i{position:absolute;top:0;bottom:0;min-width:3px;border-radius:4px;background:var(--blue)}
.scroll{overflow-x:auto;background:linear-gradient(90deg,var(--card) 40%,transparent) 0 0/32px 100% no-repeat local,linear-gradient(270deg,var(--card) 40%,transparent) 100% 0/32px 100% no-repeat local,linear-gradient(90deg,#0004,transparent) 0 0/12px 100% no-repeat scroll,linear-gradient(270deg,#0004,transparent) 100% 0/12px 100% no-repeat scroll}table{border-collapse:collapse;width:100%;font-size:13.5px}th,td{text-align:right;padding:6px 10px;border-top:1px solid var(--grid);white-space:nowrap;font-variant-numeric:tabular-nums}th{color:var(--soft);font-weight:500;border-top:0}th:first-child,td:first-child{text-align:left}
.audit ul{margin:6px 0;padding-left:20px}.audit table{margin-top:10px}.audit td{vertical-align:top}.audit td:nth-child(2),.audit td:nth-child(8),.audit th:nth-child(2),.audit th:nth-child(8){text-align:left;white-space:normal;min-width:150px}
.audit .change td{font-weight:600;border-top-color:var(--line)}.audit .why td{text-align:left;white-space:normal;border-top:0;padding-top:0;color:var(--soft);font-size:12.5px}.audit td.equal{color:var(--pass)}.audit td.excused{color:var(--doubt)}.audit td.different,.audit .why.different td{color:var(--fail)}
.config{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:12px}.config dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;margin:8px 0 0;font-size:13.5px;overflow-wrap:anywhere}.config dt{color:var(--soft)}.config dd{margin:0;text-align:right}
details{margin-top:12px}summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px;max-height:480px;overflow:auto;margin:8px 0 0}
footer{margin-top:28px;color:var(--soft);font-size:13px}
@media(max-width:900px){.figures{grid-template-columns:repeat(3,1fr)}.glance,.pair{grid-template-columns:1fr}}
@media(max-width:700px){.zoom .soft{display:none}.changes td:nth-child(4),.changes th:nth-child(4){display:none}main{padding:12px 12px 32px}.card{padding:12px}.chart.wide{display:none}.chart.narrow{display:block}.figures{grid-template-columns:repeat(2,1fr)}
.chart-card{padding:10px 4px}.hop{grid-template-columns:1fr 64px 64px}.hop .track,.hop .say{grid-column:1/-1}.facts{grid-template-columns:64px 1fr}
.audit thead{display:none}.audit table,.audit tbody{display:block}.audit tr{display:grid;grid-template-columns:1fr 1fr;gap:0 16px;border-top:1px solid var(--line);padding:6px 0}.audit .why{display:block;border:0;padding:0 0 6px}
.audit td{border:0;padding:1px 0;min-width:0;white-space:normal;display:flex;justify-content:space-between;gap:8px}.audit td[data-name]::before{content:attr(data-name);color:var(--soft);font-weight:400;flex:none}.audit td:nth-child(-n+2),.audit td:nth-child(8){grid-column:1/-1}.audit .change{padding-bottom:0}}
@media print{:root{--bg:#fff}body{font-size:11px}main{max-width:none;padding:0}.card,.figure,.hop{break-inside:avoid}.chart.wide{display:block}.chart.narrow{display:none}h2{break-after:avoid}#tip,.zoom,details{display:none!important}.scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
